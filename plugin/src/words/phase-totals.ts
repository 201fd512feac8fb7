import { PHASE_NAMES, type Phase } from '@coldstart/conventions';
import type { ColdStart } from '@coldstart/timeline';

export interface PhaseTotal {
  /** Null is unattributed time. */
  readonly phase: Phase | null;
  readonly seconds: number;
  /** Of the duration of all cold starts, 0..1. Phases nest and overlap, so shares may add up to more than 1. */
  readonly share: number;
}

/** What the figures beside a phase in the legend are. */
export const TOTAL_MEANING = {
  seconds: 'Time of this phase, all cold starts together.',
  share:
    'Share of the time of all cold starts. One phase may lie inside another or run beside it: shares may add up to more than 100 %.',
} as const;

/** Time per phase over all cold starts, in the usual order of phases. A phase that ran twice at once counts once. */
export function phaseTotals(coldStarts: readonly ColdStart[]): PhaseTotal[] {
  const all = coldStarts.reduce((sum, { durationS }) => sum + durationS, 0);
  const share = (seconds: number) => (all > 0 ? seconds / all : 0);
  const totals: PhaseTotal[] = [];
  for (const phase of PHASE_NAMES) {
    const seconds = coldStarts.reduce((sum, coldStart) => sum + covered(coldStart, phase), 0);
    const seen = coldStarts.some(({ phases }) => phases.some((span) => span.phase === phase));
    if (seen) totals.push({ phase, seconds, share: share(seconds) });
  }
  const unattributed = coldStarts.reduce((sum, { unattributedS }) => sum + unattributedS, 0);
  if (unattributed > 0) totals.push({ phase: null, seconds: unattributed, share: share(unattributed) });
  return totals;
}

function covered(coldStart: ColdStart, phase: Phase): number {
  const spans = coldStart.phases.filter((span) => span.phase === phase).sort((a, b) => a.startS - b.startS);
  let seconds = 0;
  let reachedS = -Infinity;
  for (const { startS, endS } of spans) {
    seconds += Math.max(0, endS - Math.max(startS, reachedS));
    reachedS = Math.max(reachedS, endS);
  }
  return seconds;
}
