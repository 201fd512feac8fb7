import type { QueueKind, QueueTrack, Source } from '../model.js';
import type { Notes } from '../notes/index.js';
import { forEachSample, type Reading } from '../read/index.js';
import type { QueueDepth, QueueWait } from '../signals/index.js';
import { increasesOfParts, putPart, sumOfParts, type PartsOverTime } from './parts.js';
import { bucketIncreases, waitP95, type BucketCounts } from './waits.js';

/** What is told under one name. */
interface Told {
  readonly depth: PartsOverTime;
  readonly buckets: BucketCounts;
  readonly sum: PartsOverTime;
  readonly count: PartsOverTime;
}

interface Track {
  readonly kind: QueueKind;
  readonly source: Source;
  readonly namespace: string;
  readonly model: string;
  readonly workload: string;
  readonly reporter: string;
  /** By rank of the name. */
  readonly names: Map<number, Told>;
}

/**
 * A track per kind of queue, source, namespace, model, workload and reporter. Parts of a queue are summed; where two
 * scrapers tell the same moment, the greater value counts; of a queue that is told under several names the newest is
 * read.
 */
export function queueTracks(readings: readonly Reading[], notes: Notes): QueueTrack[] {
  const tracks = new Map<string, Track>();
  for (const reading of readings) {
    const { meaning } = reading.signal;
    if (!isOfQueue(meaning)) continue;
    readInto(nameOf(trackOf(reading, meaning, tracks), meaning), reading, meaning, notes);
  }
  return [...tracks.entries()]
    .sort((a, b) => (a[0] < b[0] ? -1 : 1))
    .map(([, track]) => finish(track))
    .filter(({ depth, waitP95: p95, waits }) => depth.length > 0 || p95.length > 0 || waits.length > 0);
}

function isOfQueue(meaning: Reading['signal']['meaning']): meaning is QueueDepth | QueueWait {
  return 'where' in meaning;
}

function trackOf(
  { who, signal }: Reading,
  { where }: QueueDepth | QueueWait,
  tracks: Map<string, Track>,
): Track {
  const { namespace, model, workload, reporter } = who;
  const { source } = signal;
  const key = JSON.stringify([namespace, model, workload, reporter, where, source]);
  const track = tracks.get(key) ?? {
    kind: where,
    source,
    namespace,
    model,
    workload,
    reporter,
    names: new Map<number, Told>(),
  };
  tracks.set(key, track);
  return track;
}

function nameOf({ names }: Track, { rank = 0 }: QueueDepth | QueueWait): Told {
  const told = names.get(rank) ?? { depth: new Map(), buckets: new Map(), sum: new Map(), count: new Map() };
  names.set(rank, told);
  return told;
}

function readInto(
  told: Told,
  { signal, series, who }: Reading,
  meaning: QueueDepth | QueueWait,
  notes: Notes,
): void {
  const { labels } = series;
  const part = JSON.stringify((meaning.parts ?? []).map((name) => labels[name] ?? ''));
  const scale = meaning.kind === 'queue_depth' ? 1 : (meaning.scale ?? 1);
  const bound = meaning.kind === 'queue_wait_bucket' ? boundOf(labels['le'] ?? '') * scale : 0;
  if (Number.isNaN(bound)) {
    notes.add(
      'ignored',
      `le ${labels['le'] ?? ''}`,
      who.reporter,
      (pods) => `Label le="${labels['le'] ?? ''}" on ${signal.metric} of pod ${pods} is no bound: ignored.`,
    );
    return;
  }
  forEachSample(series, (timeS, value) => {
    if (!(value >= 0 && value < Infinity)) {
      noteUnusable(signal.metric, who.reporter, notes);
      return;
    }
    switch (meaning.kind) {
      case 'queue_depth':
        putPart(told.depth, timeS, part, value);
        break;
      case 'queue_wait_sum':
        putPart(told.sum, timeS, part, value * scale);
        break;
      case 'queue_wait_count':
        putPart(told.count, timeS, part, value);
        break;
      case 'queue_wait_bucket': {
        const parts = told.buckets.get(timeS) ?? new Map<string, Map<number, number>>();
        const counts = parts.get(part) ?? new Map<number, number>();
        told.buckets.set(timeS, parts.set(part, counts.set(bound, Math.max(counts.get(bound) ?? 0, value))));
      }
    }
  });
}

function boundOf(le: string): number {
  return le === '+Inf' ? Infinity : le === '' ? Number.NaN : Number(le);
}

function finish({ names, ...who }: Track): QueueTrack {
  const newest = (has: (told: Told) => boolean): Told | undefined =>
    [...names]
      .sort((a, b) => a[0] - b[0])
      .map(([, told]) => told)
      .find(has);
  const depth = sumOfParts(
    newest((told) => told.depth.size > 0)?.depth ?? new Map<number, Map<string, number>>(),
  ).map(([atS, requests]) => ({ atS, requests }));
  const waiting = newest(({ buckets, sum }) => buckets.size > 0 || sum.size > 0);
  if (!waiting) return { ...who, depth, waitP95: [], waits: [] };
  const seenS = depth[0]?.atS ?? Infinity;
  const ended = bucketIncreases(waiting.buckets, seenS);
  return { ...who, depth, waitP95: waitP95(ended), waits: waitsOf(waiting, ended, seenS) };
}

/** Sums and counts of the same step. The bucket of all counts where there are buckets. */
function waitsOf(
  { sum, count }: Told,
  ended: ReturnType<typeof bucketIncreases>,
  seenS: number,
): QueueTrack['waits'] {
  const since = (amounts: PartsOverTime): [number, number][] =>
    increasesOfParts(amounts, Math.min(...amounts.keys()) > seenS);
  const counts = new Map(
    ended.length > 0
      ? ended.map(({ atS, buckets }) => [atS, buckets.find(({ bound }) => bound === Infinity)?.count ?? 0])
      : since(count),
  );
  return since(sum).flatMap(([atS, waitedS]) => {
    const requests = counts.get(atS);
    return requests === undefined ? [] : [{ atS, requests, waitedS }];
  });
}

function noteUnusable(metric: string, pod: string, notes: Notes): void {
  notes.add(
    'ignored',
    `${metric} no amount`,
    pod,
    (pods) => `A value of ${metric} of pod ${pods} is negative or infinite: ignored.`,
  );
}
