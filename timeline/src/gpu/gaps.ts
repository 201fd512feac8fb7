import type { Phase } from '@coldstart/conventions';
import type { ActivityStretch, Gap, PhaseSpan, Segment } from '../model.js';

/** What of a cold start is asked for gaps. */
export interface Window {
  readonly startS: number;
  readonly endS: number;
  /** It ends at the evaluation time, not with an event. */
  readonly open: boolean;
}

/** The maximal idle stretches of one GPU inside the window that count. */
export function findGaps(
  gpuId: string,
  activity: readonly ActivityStretch[],
  window: Window,
  counts: (idle: { readonly startS: number; readonly endS: number }) => boolean,
  spacingS: number,
  under: (startS: number, endS: number) => Gap['under'],
): Gap[] {
  const idle: { startS: number; endS: number }[] = [];
  for (const stretch of activity) {
    const startS = Math.max(stretch.startS, window.startS);
    const endS = Math.min(stretch.endS, window.endS);
    if (stretch.state !== 'idle' || endS <= startS) continue;
    const last = idle.at(-1);
    if (last && last.endS === startS) last.endS = endS;
    else idle.push({ startS, endS });
  }
  return idle.filter(counts).map(({ startS, endS }) => ({
    gpuId,
    startS,
    endS,
    durationS: endS - startS,
    resolutionS: spacingS,
    under: under(startS, endS),
    open: window.open && endS === window.endS,
  }));
}

/** Seconds of each innermost phase between two moments, most first. */
export function secondsUnder(
  segments: readonly Segment[],
  phases: readonly PhaseSpan[],
  startS: number,
  endS: number,
): Gap['under'] {
  const seconds = new Map<Phase | null, number>();
  for (const segment of segments) {
    const overlapS = Math.min(segment.endS, endS) - Math.max(segment.startS, startS);
    if (overlapS <= 0) continue;
    const phase = segment.phase === null ? null : (phases[segment.phase]?.phase ?? null);
    seconds.set(phase, (seconds.get(phase) ?? 0) + overlapS);
  }
  return mostFirst(seconds);
}

/** Of equal sums unattributed time comes first, then phases by name. */
export function mostFirst(seconds: ReadonlyMap<Phase | null, number>): Gap['under'] {
  return [...seconds]
    .map(([phase, sum]) => ({ phase, seconds: sum }))
    .sort((a, b) => b.seconds - a.seconds || ((a.phase ?? '') < (b.phase ?? '') ? -1 : 1));
}
