import type { Phase } from '@coldstart/conventions';
import type { LogEvent } from '../reader/index.js';
import { boundInexact } from './bounds.js';
import { joined } from './joined.js';
import { sumOfPieces } from './pieces.js';
import type { Piece } from './pieces.js';

type EndEvent = Extract<LogEvent, { type: 'end' }>;

/** What one rank told of a phase. */
interface Lane {
  readonly name: string;
  startS: number | null;
  endS: number | null;
  /** Its end stood in a line with a stamp. */
  exact: boolean;
  /** Its beginning stood in one. */
  begunExact: boolean;
  /** The phase as printed durations have it; more than one where it was done again. */
  wholes: Piece[];
  partsS: number;
  /** When the last of the parts ended. */
  partsEndS: number | null;
  /** What all pieces together took, in one line; `null` for none. */
  sumS: number | null;
}

interface Told {
  readonly phase: Phase;
  readonly model: string;
  readonly step: string;
  readonly lanes: Map<string, Lane>;
  /** Those that have begun and not ended since. */
  readonly open: Set<Lane>;
}

/** A phase of one model over all its ranks. */
export interface PhaseSpan {
  readonly phase: Phase;
  readonly model: string;
  /** Empty where the phase has no steps. */
  readonly step: string;
  readonly startS: number;
  readonly endS: number;
  /** From the first line to the last one. */
  readonly observedS: number;
  /** The longest of the ranks; `null` where nothing was printed. */
  readonly printedS: number | null;
  /** What was printed is of pieces of the phase: it may be less than the phase took. */
  readonly inPieces: boolean;
  readonly ranks: number;
  readonly unfinished: boolean;
  /** `false`: its lines have no stamps, so that nobody knows how long it took. */
  readonly dated: boolean;
}

/**
 * Phases from what the log said: each begins with the earliest of its ranks and ends with the latest. A printed
 * duration of the whole phase counts for more than the stamps of its lines, which many servers cut to seconds.
 *
 * @param endS the end of the log, for phases that did not end
 * @param repeats a phase that begins after it ended is another one: a model that is loaded again
 */
export function phaseSpans(events: readonly LogEvent[], endS: number, repeats = false): PhaseSpan[] {
  const phases = new Map<string, Told>();
  const over: Told[] = [];
  const seen = new Set<string>();
  const nexts = nextTimes(events);
  for (const event of boundInexact(events)) {
    if (event.type !== 'begin' && event.type !== 'end') {
      continue;
    }
    // Ray prints the lines of its workers twice.
    const same = JSON.stringify(event);
    if (seen.has(same)) {
      continue;
    }
    seen.add(same);
    const { phase, atS, subject } = event;
    const { model, step = '' } = subject;
    const key = [phase, model, step].join('\n');
    const before = phases.get(key);
    if (before !== undefined && isOver(before)) {
      if ((event.type === 'begin' && event.apart === true) || (repeats && isAnother(before, event))) {
        over.push(before);
        phases.delete(key);
      } else if (repeats && event.type === 'end' && event.printedS === null) {
        continue;
      }
    }
    const { lanes, open } = getOrAdd(phases, key, () => ({
      phase,
      model,
      step,
      lanes: new Map<string, Lane>(),
      open: new Set<Lane>(),
    }));
    if (event.type === 'begin') {
      const lane = getOrAdd(lanes, subject.lane, () => newLane(subject.lane));
      lane.startS = Math.min(lane.startS ?? atS, atS);
      lane.begunExact ||= event.exact;
      open.add(lane);
      continue;
    }
    const known = lanes.get(subject.lane) ?? onlyOf(open);
    if (event.undone === true) {
      lanes.delete(subject.lane);
      if (known !== null) open.delete(known);
      continue;
    }
    const sinceS = known?.startS == null ? lastNext(nexts, event) : null;
    if (known === null && event.printedS === null && sinceS === null) {
      continue;
    }
    const lane = known ?? getOrAdd(lanes, subject.lane, () => newLane(subject.lane));
    lane.startS ??= sinceS;
    open.delete(lane);
    endLane(lane, event);
  }
  const spans = [...over, ...phases.values()]
    .filter(({ lanes }) => lanes.size > 0)
    .map((told) => spanOf(told, endS))
    .sort((a, b) => a.startS - b.startS || b.endS - a.endS);
  return over.length === 0 || repeats ? spans : joined(spans);
}

function isOver({ lanes, open }: Told): boolean {
  return lanes.size > 0 && open.size === 0;
}

/** The phase had ended before what the event tells of began. */
function isAnother({ lanes }: Told, event: Extract<LogEvent, { type: 'begin' | 'end' }>): boolean {
  const startS = event.atS - (event.type === 'end' ? (event.printedS ?? 0) : 0);
  const endedS = Math.max(...[...lanes.values()].map(({ endS }) => endS ?? 0));
  return event.type === 'begin' ? startS >= endedS : event.printed === 'whole' && startS > endedS;
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const value = map.get(key) ?? create();
  map.set(key, value);
  return value;
}

function newLane(name: string): Lane {
  return {
    name,
    startS: null,
    endS: null,
    exact: false,
    begunExact: false,
    wholes: [],
    partsS: 0,
    partsEndS: null,
    sumS: null,
  };
}

/** A process that is renamed on its way ends what it began under its old name. */
function onlyOf(open: ReadonlySet<Lane>): Lane | null {
  const [lane = null] = open;
  return open.size === 1 ? lane : null;
}

/** When phases that no line begins may have begun, in order, by phase and model. */
function nextTimes(events: readonly LogEvent[]): ReadonlyMap<string, readonly number[]> {
  const times = new Map<string, number[]>();
  for (const event of events) {
    if (event.type === 'next') {
      getOrAdd(times, `${event.phase}\n${event.subject.model}`, () => []).push(event.atS);
    }
  }
  for (const each of times.values()) {
    each.sort((a, b) => a - b);
  }
  return times;
}

/** When a phase that no line begins began; lines that come late with an old stamp count too. `null`: nobody says. */
function lastNext(
  nexts: ReadonlyMap<string, readonly number[]>,
  { phase, atS, subject, sinceS }: EndEvent,
): number | null {
  const times = nexts.get(`${phase}\n${subject.model}`) ?? [];
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    [low, high] = (times[middle] ?? 0) <= atS ? [middle + 1, high] : [low, middle];
  }
  return sinceS === null ? null : (times[low - 1] ?? null);
}

function endLane(lane: Lane, { atS, exact, printedS, printed }: EndEvent): void {
  lane.endS = Math.max(lane.endS ?? atS, atS);
  lane.exact ||= exact;
  if (printedS === null) {
    return;
  }
  if (printed === 'whole') {
    lane.wholes.push({ startS: atS - printedS, endS: atS });
  } else if (printed === 'part') {
    lane.partsS += printedS;
    lane.partsEndS = Math.max(lane.partsEndS ?? atS, atS);
  } else {
    lane.sumS = Math.max(lane.sumS ?? 0, printedS);
    return;
  }
  lane.startS = Math.min(lane.startS ?? Infinity, atS - printedS);
}

/** Pieces whose durations differ from the sum by more are not all that there are. */
const SUM_SLACK_S = 0.1;

/**
 * A rank whose pieces were summed up in a line that may come late: they ended with the last of them, or, where not all
 * are known, lasted as long from the first one on.
 */
function placed(lane: Lane): Lane {
  const { startS, endS, sumS, partsS, partsEndS } = lane;
  if (sumS === null || endS === null) {
    return lane;
  }
  if (startS === null) {
    return { ...lane, startS: endS - sumS };
  }
  return partsEndS !== null && Math.abs(partsS - sumS) <= SUM_SLACK_S
    ? { ...lane, startS: partsEndS - sumS, endS: partsEndS }
    : { ...lane, endS: Math.min(endS, startS + sumS) };
}

/** What was printed of one rank, and in how many pieces that lie apart. */
function printedOf({ wholes, partsS, sumS }: Lane): { readonly count: number; readonly sumS: number } {
  return wholes.length > 0 ? sumOfPieces(wholes) : { count: 1, sumS: sumS ?? partsS };
}

function spanOf({ phase, model, step, lanes: told }: Told, logEndS: number): PhaseSpan {
  const known = [...told.values()];
  // Where the pieces of one rank are known, the sums of the others say nothing more.
  const summed = known.filter(({ startS, sumS }) => startS !== null && sumS !== null);
  const everyone = (summed.length > 0 ? summed : known).map(placed);
  // A progress bar without stamps knows less than a line with one.
  const dated = everyone.filter(({ exact }) => exact);
  const all = dated.length > 0 ? everyone.filter(({ exact, endS }) => exact || endS === null) : everyone;
  const ended = all.filter(({ endS }) => endS !== null);
  const unfinished = ended.length === 0;
  // Some servers let one rank speak for all: one that began and said no more ended with the others.
  const lanes = unfinished ? all : ended;
  const starts = all.map(({ startS }) => startS ?? Infinity);
  const endS = Math.max(...lanes.map((lane) => lane.endS ?? Math.max(logEndS, lane.startS ?? logEndS)));
  const firstS = Math.min(...starts, endS);
  const wholes = lanes.flatMap((lane) => lane.wholes);
  const whole = lanes.filter((lane) => lane.wholes.length > 0);
  const printed = (whole.length > 0 ? whole : lanes).map(printedOf);
  const printedS = Math.max(...printed.map(({ sumS }) => sumS));
  return {
    phase,
    model,
    step,
    startS: wholes.length === 0 ? firstS : Math.min(...wholes.map(({ startS }) => startS)),
    endS,
    observedS: endS - firstS,
    printedS: whole.length > 0 || printedS > 0 ? printedS : null,
    inPieces: whole.length === 0 || Math.max(...printed.map(({ count }) => count)) > 1,
    // What the process itself told, before it had ranks, is of no rank.
    ranks: Math.max(1, lanes.filter(({ name }) => name !== '').length),
    unfinished,
    dated:
      dated.length > 0 ||
      wholes.length > 0 ||
      printedS > 0 ||
      endS > firstS ||
      // What begins with the last line of the log is what hangs.
      (unfinished && lanes.some(({ begunExact }) => begunExact)),
  };
}
