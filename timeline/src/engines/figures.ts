import { podKey } from '../gpu/index.js';
import type { ReportedDuration } from '../model.js';
import type { Notes } from '../notes/index.js';
import { forEachSample, type Reading } from '../read/index.js';
import type { LoadDuration, TimedPart } from '../signals/index.js';

/** A duration of a start-up as the server of a pod tells it. */
export interface EngineFigure extends Omit<ReportedDuration, 'seenS' | 'contradicted'> {
  /** Empty where no label names it. */
  readonly container: string;
  /** See `LoadDuration.loadsWhereTold`. */
  readonly loadsWhereTold: boolean;
}

/** What the server of a pod tells of its start-up. */
export interface EngineFacts {
  readonly namespace: string;
  readonly pod: string;
  /** By metric, then by what was timed. */
  readonly figures: readonly EngineFigure[];
  /** Empty where no series names it. */
  readonly server: string;
  readonly simulated: boolean;
  /** Some figure is of a load in this very pod. */
  readonly loads: boolean;
}

/** What of one timed thing the series tell: of a gauge the greatest value, of a histogram sum and count. */
interface Told {
  readonly reading: Reading;
  readonly meaning: LoadDuration;
  readonly part: TimedPart;
  readonly metric: string;
  server: string;
  simulated: boolean;
  /** Scrapers of a pair, ranks and workers all tell; the slowest counts. */
  gauge: number;
  sum: number;
  count: number;
}

/** What servers say of their start-up, by `podKey`. A value of 0 is one that was never set, and says nothing. */
export function readEngines(readings: readonly Reading[], notes: Notes): Map<string, EngineFacts> {
  const pods = new Map<string, Map<string, Told>>();
  for (const reading of readings) {
    const { meaning } = reading.signal;
    if (meaning.kind !== 'load_duration') continue;
    const key = podKey(reading.who);
    const all = pods.get(key) ?? new Map<string, Told>();
    pods.set(key, all);
    readInto(all, reading, meaning, notes);
  }
  const facts = new Map<string, EngineFacts>();
  for (const [key, all] of pods) {
    const one = factsOf([...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, told]) => told));
    if (one) facts.set(key, one);
  }
  return facts;
}

function readInto(all: Map<string, Told>, reading: Reading, meaning: LoadDuration, notes: Notes): void {
  const { signal, series, who } = reading;
  const { labels } = series;
  const name = meaning.partLabel === null ? '' : (labels[meaning.partLabel] ?? '');
  const metric = signal.metric.replace(meaning.of === 'gauge' ? /$/ : /_(?:sum|count)$/, '');
  const part = meaning.parts[name] ?? { phase: null, extent: 'within', what: name || metric };
  const replica = meaning.loadsWhereTold ? '' : (labels['replica'] ?? '');
  const key = JSON.stringify([metric, part.what, who.model, who.container, replica]);
  const told = all.get(key) ?? nothing({ reading, meaning, part, metric });
  all.set(key, told);
  told.simulated ||= labels['simulated'] === 'true';
  const server = 'id' in meaning.server ? meaning.server.id : (labels[meaning.server.label] ?? '');
  // Of several the first by name, whatever order the series come in.
  if (server && !(told.server && told.server <= server)) told.server = server;
  const field = meaning.of === 'gauge' ? 'gauge' : meaning.of === 'histogram_sum' ? 'sum' : 'count';
  let latestS = -Infinity;
  let value = 0;
  forEachSample(series, (timeS, sampled) => {
    if (!(sampled >= 0 && sampled < Infinity)) {
      notes.add(
        'ignored',
        `${signal.metric} no amount`,
        who.pod,
        (pods) => `A value of ${signal.metric} of pod ${pods} is negative or infinite: ignored.`,
      );
      return;
    }
    if (timeS > latestS || (timeS === latestS && sampled > value)) [latestS, value] = [timeS, sampled];
  });
  told[field] = Math.max(told[field], value);
}

function nothing(of: Pick<Told, 'reading' | 'meaning' | 'part' | 'metric'>): Told {
  return { ...of, server: '', simulated: false, gauge: 0, sum: 0, count: 0 };
}

function factsOf(all: readonly Told[]): EngineFacts | null {
  const timed = all.flatMap((told) => {
    const figure = figureOf(told);
    return figure ? [{ told, figure }] : [];
  });
  const [first] = timed;
  if (!first) return null;
  const { namespace, pod } = first.told.reading.who;
  return {
    namespace,
    pod,
    figures: timed.map(({ figure }) => figure),
    server: timed.map(({ told }) => told.server).find((server) => server !== '') ?? '',
    simulated: timed.some(({ told }) => told.simulated),
    loads: timed.some(({ figure }) => figure.loadsWhereTold),
  };
}

function figureOf({ reading, meaning, part, metric, gauge, sum, count }: Told): EngineFigure | null {
  const seconds = (meaning.of === 'gauge' ? gauge : count > 0 ? sum / count : 0) * meaning.unitS;
  if (!(seconds > 0)) return null;
  const { signal, who } = reading;
  return {
    phase: part.phase,
    what: meaning.of !== 'gauge' && count > 1 ? `${part.what}, mean of ${count}` : part.what,
    model: who.model,
    seconds,
    extent: part.extent,
    source: signal.source,
    metric,
    resolutionS: signal.resolutionS ?? 0,
    container: who.container,
    loadsWhereTold: meaning.loadsWhereTold,
  };
}
