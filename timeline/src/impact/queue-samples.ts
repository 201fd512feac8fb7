import type { QueueKind, QueueTrack, Source } from '../model.js';
import { medianSpacing } from '../read/index.js';

/** Samples this many spacings apart have a hole between them. */
const HOLE = 2.5;

export interface DepthSample {
  readonly atS: number;
  readonly requests: number;
}

/** What all reporters of one queue tell together. */
export interface WholeQueue {
  readonly kind: QueueKind;
  readonly source: Source;
  /** By time. */
  readonly depth: readonly DepthSample[];
  /** Samples further apart have a hole between them, seconds; NaN for fewer than two samples. */
  readonly reachS: number;
  readonly spacingS: number;
  /** The waits that ended in each step, of all reporters. By time. */
  readonly waits: QueueTrack['waits'];
  readonly waitP95: QueueTrack['waitP95'];
}

/**
 * One queue per kind and source: its reporters (pods of engines, replicas of a gateway) hold parts of it. Two sources
 * tell of the same requests, so they stay apart.
 */
export function wholeQueues(tracks: readonly QueueTrack[]): WholeQueue[] {
  const groups = new Map<string, QueueTrack[]>();
  for (const track of tracks) {
    const key = JSON.stringify([track.kind, track.source]);
    const group = groups.get(key);
    if (group) group.push(track);
    else groups.set(key, [track]);
  }
  return [...groups].sort((a, b) => (a[0] < b[0] ? -1 : 1)).flatMap(([, group]) => wholeOf(group));
}

function wholeOf(tracks: readonly QueueTrack[]): WholeQueue[] {
  const [first] = tracks;
  if (!first) return [];
  const depth = summed(tracks.map((track) => track.depth));
  const spacingS = medianSpacing(depth.map(({ atS }) => atS));
  return [
    {
      kind: first.kind,
      source: first.source,
      depth,
      spacingS,
      reachS: spacingS * HOLE,
      waits: tracks.flatMap(({ waits }) => waits).sort((a, b) => a.atS - b.atS),
      waitP95: tracks.flatMap(({ waitP95 }) => waitP95).sort((a, b) => a.atS - b.atS),
    },
  ];
}

/**
 * The sum at every moment at which somebody was sampled. Between two samples of a reporter its last one holds; before
 * its first and after its last it holds nothing; inside a hole of one the sum is unknown, and has no sample.
 */
function summed(depths: readonly (readonly DepthSample[])[]): DepthSample[] {
  const [only] = depths;
  if (only && depths.length === 1) return [...only];
  const timesS = [...new Set(depths.flatMap((depth) => depth.map(({ atS }) => atS)))].sort((a, b) => a - b);
  const sums = new Float64Array(timesS.length);
  for (const depth of depths) {
    const reachS = HOLE * medianSpacing(depth.map(({ atS }) => atS));
    let next = 0;
    timesS.forEach((atS, i) => {
      while ((depth[next]?.atS ?? Infinity) <= atS) next++;
      const held = depth[next - 1];
      const following = depth[next];
      if (!held || (!following && held.atS < atS)) return;
      const inHole = following !== undefined && held.atS < atS && following.atS - held.atS > reachS;
      sums[i] = inHole ? Number.NaN : (sums[i] ?? 0) + held.requests;
    });
  }
  return timesS.flatMap((atS, i) => {
    const requests = sums[i] ?? Number.NaN;
    return Number.isNaN(requests) ? [] : [{ atS, requests }];
  });
}
