import { stepsOf, weightedQuantile, type Weighted } from '../history/index.js';
import { PHASE_NAMES } from '@coldstart/conventions';
import type { ColdStart } from '../model.js';
import type { PhaseToCome } from './answer.js';
import type { CountedPath } from './ready-eta.js';

/** The phases that have not begun yet and that some of the paths went through from here on. */
export function phasesToCome(coldStart: ColdStart, paths: readonly CountedPath[]): PhaseToCome[] {
  const begun = stepsOf(coldStart);
  const total = paths.reduce((sum, { weight }) => sum + weight, 0);
  const found: (PhaseToCome & { readonly afterS: number })[] = [];
  for (const phase of PHASE_NAMES) {
    if (begun.has(`${phase} start`)) continue;
    const lengths: Weighted[] = [];
    const begins: Weighted[] = [];
    for (const { load, nowS, weight } of paths) {
      const span = load.phases.find((one) => one.phase === phase && one.startS >= nowS);
      if (!span) continue;
      lengths.push({ value: span.durationS, weight });
      begins.push({ value: span.startS - nowS, weight });
    }
    const sum = lengths.reduce((so, { weight }) => so + weight, 0);
    if (!(sum > 0)) continue;
    found.push({
      phase,
      probability: Math.min(1, sum / total),
      medianS: weightedQuantile(0.5, lengths),
      afterS: weightedQuantile(0.5, begins),
    });
  }
  return found
    .sort((a, b) => a.afterS - b.afterS)
    .map(({ phase, probability, medianS }) => ({ phase, probability, medianS }));
}
