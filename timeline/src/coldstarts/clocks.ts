import { estimateClocks, noteClocks } from '../clocks/index.js';
import type { ColdStart } from '../model.js';
import type { Notes } from '../notes/index.js';
import { clockWitness } from './clock-witness.js';
import type { Found } from './missing.js';

/**
 * The cold starts with what the order of their marks shows of their clocks, over all of them together. Their times stay as
 * they were reported: an interval of offsets is no time to draw, and whoever compares with a log needs what it says.
 */
export function withClocks(found: readonly Found[], notes: Notes): Found[] {
  const witnesses = found.map(clockWitness);
  const estimates = estimateClocks(witnesses);
  return found.map(({ candidate, coldStart }, index) => {
    const witness = witnesses[index];
    const estimate = estimates[index];
    if (!witness || !estimate) return { candidate, coldStart };
    noteClocks(witness, estimate, notes);
    if (estimate.offsets.length === 0) {
      noteEarly(coldStart, notes);
      return { candidate, coldStart };
    }
    return { candidate, coldStart: { ...coldStart, clocks: estimate.offsets } };
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
