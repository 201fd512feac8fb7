import type { ActivityState, ActivityStretch } from '../model.js';
import { spansOf } from './spans.js';
import type { GpuSamples } from './samples.js';
import { refineEdges } from './edges.js';

type Growing = { -readonly [Key in keyof ActivityStretch]: ActivityStretch[Key] };

/**
 * What a GPU did over [fromS, toS), without holes. What no sample speaks for is unknown, and so is what a GPU did for
 * one of several pods that share it while it was busy.
 */
export function activityOf(
  gpu: GpuSamples,
  fromS: number,
  toS: number,
  busyThreshold: number,
  knownUntilS: () => number,
): ActivityStretch[] {
  const stretches: Growing[] = [];
  let reachedS = fromS;
  const extendTo = (endS: number, state: ActivityState, utilization: number, sampledS: number): void => {
    const clippedS = Math.min(endS, toS);
    if (clippedS <= reachedS) return;
    push(stretches, { startS: reachedS, endS: clippedS, state, utilization, sampledS });
    reachedS = clippedS;
  };
  const unknownTo = (endS: number): void => {
    extendTo(endS, 'unknown', Number.NaN, Number.NaN);
  };

  const spans = spansOf(gpu, fromS, toS, knownUntilS);
  if (gpu.speaksForS === 'interval') refineEdges(spans, busyThreshold);
  const others = gpu.neighbours?.perPod === false ? gpu.neighbours.during : [];
  for (const { startS, endS, sampledS, ratio } of spans) {
    unknownTo(startS);
    if (ratio < busyThreshold) {
      extendTo(endS, 'idle', ratio, sampledS);
      continue;
    }
    while (reachedS < Math.min(endS, toS)) {
      const atS = reachedS;
      const around = others.filter((other) => other.startS <= atS && other.endS > atS);
      const nextS = Math.min(
        endS,
        ...others.map((other) => other.startS).filter((startAtS) => startAtS > atS),
      );
      if (around.length > 0) unknownTo(Math.min(endS, Math.max(...around.map((other) => other.endS))));
      else extendTo(nextS, 'busy', ratio, sampledS);
    }
  }
  unknownTo(toS);
  return stretches;
}

/** The same GPU over two stretches of time that meet, as one. */
export function joinActivity(
  before: readonly ActivityStretch[],
  after: readonly ActivityStretch[],
): ActivityStretch[] {
  const stretches: Growing[] = before.slice();
  const last = stretches.pop();
  if (last) stretches.push({ ...last });
  for (const stretch of after) push(stretches, { ...stretch });
  return stretches;
}

/** Joins a stretch to the one before it where both say the same. */
function push(stretches: Growing[], next: Growing): void {
  const last = stretches.at(-1);
  if (last && last.state === next.state && Object.is(last.utilization, next.utilization)) {
    last.endS = next.endS;
    last.sampledS = next.sampledS;
  } else stretches.push(next);
}
