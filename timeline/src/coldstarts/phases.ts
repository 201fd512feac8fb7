import { isPhase, type Phase } from '@coldstart/conventions';
import { momentOf } from '../marks/index.js';
import type { Notes } from '../notes/index.js';
import type { DatedPhase } from '../phases/index.js';
import type { Candidate } from './candidates.js';
import { lifeBeginsS } from './load-begin.js';

/** The phases of a cold start: the server's own, and those that the cluster tells where the server does not. */
export function datedPhases(
  candidate: Candidate,
  ofCluster: readonly DatedPhase[],
  notes: Notes,
): DatedPhase[] {
  const server = serverPhases(candidate, notes);
  const told = new Set<Phase>(server.map(({ phase }) => phase));
  return [...ofCluster.filter(({ phase }) => !told.has(phase)), ...server];
}

function serverPhases({ load, podName }: Candidate, notes: Notes): DatedPhase[] {
  if (!load) return [];
  const { book } = load;
  const lifeS = lifeBeginsS(load);
  const phases: DatedPhase[] = [];
  for (const phase of new Set([...book.scopes('phase_start'), ...book.scopes('phase_end')])) {
    const start = book.latest('phase_start', phase);
    const end = book.latest('phase_end', phase);
    if (!isPhase(phase)) continue;
    if (!start) {
      notes.add(
        'ignored',
        `no start ${phase}`,
        podName,
        (pods) => `Phase ${phase} of pod ${pods} has an end and no start: ignored.`,
      );
      continue;
    }
    const leftover = end !== undefined && end.value < lifeS;
    if (start.value < lifeS && (leftover || !end)) continue;
    if (end && !leftover && end.value < start.value) {
      notes.add(
        'doubtful',
        `reversed ${phase}`,
        podName,
        (pods) => `Phase ${phase} of pod ${pods} ends before it begins: shown without length.`,
      );
    }
    phases.push({
      phase,
      start: momentOf(start),
      end: end && !leftover ? momentOf(end) : null,
      failed: end?.label === 'failed',
      source: start.signal.source,
    });
  }
  return phases;
}
