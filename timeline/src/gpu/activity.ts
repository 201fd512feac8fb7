import type { ActivityState, ActivityStretch } from '../model.js';
import { spansOf } from './spans.js';
import type { GpuSamples } from './samples.js';
import { refineEdges } from './edges.js';
import { idleUntilS, spansAfter } from './unused.js';

type Growing = { -readonly [Key in keyof ActivityStretch]: ActivityStretch[Key] };

/**
 * What a GPU did over [fromS, toS), without holes. What no sample speaks for is unknown, and so is what a GPU did for
 * one of several pods that share it while it was busy. Until `unusedUntilS` it is idle without a sample.
 */
export function activityOf(
  gpu: GpuSamples,
  fromS: number,
  toS: number,
  busyThreshold: number,
  unusedUntilS: number,
  knownUntilS: () => number,
): ActivityStretch[] {
  const stretches: Growing[] = [];
  let reachedS = fromS;
  const extendTo = (
    endS: number,
    state: ActivityState,
    utilization: number,
    sampledS: number,
    by: ActivityStretch['by'] = 'samples',
  ): void => {
    const clippedS = Math.min(endS, toS);
    if (clippedS <= reachedS) return;
    push(stretches, { startS: reachedS, endS: clippedS, state, utilization, sampledS, by });
    reachedS = clippedS;
  };
  const unknownTo = (endS: number): void => {
    extendTo(endS, 'unknown', Number.NaN, Number.NaN, null);
  };

  const countsAll = gpu.speaksForS === 'interval';
  const told = spansOf(gpu, fromS, toS, knownUntilS);
  const idleS = idleUntilS(gpu, told, fromS, unusedUntilS, busyThreshold);
  const spans = idleS > fromS ? spansAfter(told, fromS, idleS, busyThreshold, countsAll) : told;
  extendTo(idleS, 'idle', 0, Number.NaN, 'no_process');
  if (countsAll) refineEdges(spans, busyThreshold);
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
  const alike = last?.state === next.state && last.by === next.by;
  if (last && alike && Object.is(last.utilization, next.utilization)) {
    last.endS = next.endS;
    last.sampledS = next.sampledS;
  } else stretches.push(next);
}
