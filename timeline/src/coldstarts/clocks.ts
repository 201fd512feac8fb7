import { estimateClocks, noteClocks, type Judged } from '../clocks/index.js';
import type { ColdStart } from '../model.js';
import type { Notes } from '../notes/index.js';
import type { Found } from './missing.js';

/** A cold start, and what the order of its marks says of clocks. */
export interface Witnessing extends Found {
  readonly judged: Judged;
}

/**
 * The cold starts with what the order of their marks shows of their clocks, over all of them together. Their times stay as
 * they were reported: an interval of offsets is no time to draw, and whoever compares with a log needs what it says.
 */
export function withClocks<Some extends Witnessing>(found: readonly Some[], notes: Notes): Some[] {
  const estimates = estimateClocks(found.map(({ judged }) => judged));
  return found.map((one, index) => {
    const { coldStart, judged } = one;
    const estimate = estimates[index];
    if (!estimate) return one;
    noteClocks(judged.witness, estimate, notes);
    if (estimate.offsets.length === 0) {
      noteEarly(coldStart, notes);
      return one;
    }
    return { ...one, coldStart: { ...coldStart, clocks: estimate.offsets } };
  });
}

/** Phases that lie before the creation of their pod, where no mark shows why. */
function noteEarly({ pod, phases, marks: { created } }: ColdStart, notes: Notes): void {
  if (!created) return;
  const early = phases.some(
    ({ startS, resolutionS }) => startS < created.atS - created.resolutionS - resolutionS,
  );
  if (!early) return;
  notes.add(
    'doubtful',
    'before creation',
    pod,
    (pods) =>
      `Phases of pod ${pods} begin before it was created: the clocks of its node and of the cluster differ.`,
  );
}
