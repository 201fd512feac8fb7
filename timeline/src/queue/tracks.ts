import type { QueueTrack } from '../model.js';
import type { Notes } from '../notes/index.js';
import { forEachSample, type Reading } from '../read/index.js';
import { waitP95 } from './waits.js';

interface Track {
  readonly namespace: string;
  readonly model: string;
  readonly reporter: string;
  readonly depth: Map<number, number>;
  readonly counts: Map<number, Map<number, number>>;
}

/** A track per namespace, model and reporter. Where two scrapers tell the same moment, the greater value counts. */
export function queueTracks(readings: readonly Reading[], notes: Notes): QueueTrack[] {
  const tracks = new Map<string, Track>();
  for (const reading of readings) {
    const { meaning } = reading.signal;
    if (meaning.kind !== 'queue_depth' && meaning.kind !== 'queue_wait_bucket') continue;
    const track = trackOf(reading, tracks);
    if (meaning.kind === 'queue_depth') readDepth(reading, track, notes);
    else readBucket(reading, track, notes);
  }
  return [...tracks.entries()]
    .sort((a, b) => (a[0] < b[0] ? -1 : 1))
    .map(([, { namespace, model, reporter, depth, counts }]) => {
      const points = [...depth].sort((a, b) => a[0] - b[0]).map(([atS, requests]) => ({ atS, requests }));
      const seenS = points.map(({ atS }) => atS);
      return { namespace, model, reporter, depth: points, waitP95: waitP95(counts, seenS) };
    })
    .filter(({ depth, waitP95: waits }) => depth.length > 0 || waits.length > 0);
}

function trackOf({ who }: Reading, tracks: Map<string, Track>): Track {
  const { namespace, model, reporter } = who;
  const key = JSON.stringify([namespace, model, reporter]);
  const track = tracks.get(key) ?? { namespace, model, reporter, depth: new Map(), counts: new Map() };
  tracks.set(key, track);
  return track;
}

function readDepth({ signal, series, who }: Reading, { depth }: Track, notes: Notes): void {
  forEachSample(series, (timeS, value) => {
    if (value >= 0 && value < Infinity) depth.set(timeS, Math.max(depth.get(timeS) ?? 0, value));
    else noteUnusable(signal.metric, who.pod, notes);
  });
}

function readBucket({ signal, series, who }: Reading, { counts }: Track, notes: Notes): void {
  const le = series.labels['le'] ?? '';
  const bound = le === '+Inf' ? Infinity : le === '' ? Number.NaN : Number(le);
  if (Number.isNaN(bound)) {
    notes.add(
      'ignored',
      `le ${le}`,
      who.pod,
      (pods) => `Label le="${le}" on ${signal.metric} of pod ${pods} is no bound: ignored.`,
    );
    return;
  }
  forEachSample(series, (timeS, value) => {
    if (!(value >= 0 && value < Infinity)) {
      noteUnusable(signal.metric, who.pod, notes);
      return;
    }
    const buckets = counts.get(timeS) ?? new Map<number, number>();
    counts.set(timeS, buckets.set(bound, Math.max(buckets.get(bound) ?? 0, value)));
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
