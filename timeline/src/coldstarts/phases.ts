import { isPhase, type Mark, type Phase } from '@coldstart/conventions';
import { momentOf } from '../marks/index.js';
import type { Moment } from '../model.js';
import type { Notes } from '../notes/index.js';
import type { DatedPhase } from '../phases/index.js';
import type { Candidate } from './candidates.js';
import type { Life } from './life.js';
import { lifeBeginsS } from './load-begin.js';

type Marks = Readonly<Partial<Record<Mark, Moment>>>;

/** The phases of a cold start: the server's own, and those that follow from the marks of the cluster. */
export function datedPhases(candidate: Candidate, life: Life, marks: Marks, notes: Notes): DatedPhase[] {
  const server = serverPhases(candidate, notes);
  const told = new Set<Phase>(server.map(({ phase }) => phase));
  return [...clusterPhases(candidate, life, marks).filter(({ phase }) => !told.has(phase)), ...server];
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

function clusterPhases({ load, pod, nextS }: Candidate, life: Life, marks: Marks): DatedPhase[] {
  if (!pod) return [];
  const { created, scheduled, container_started: started, process_started: process } = marks;
  const { model_ready: modelReady, pod_ready: podReady } = marks;
  const phases: DatedPhase[] = [];
  const add = (phase: Phase, start: Moment | undefined, end: Moment | undefined, mayRun: boolean): void => {
    if (!start || (!end && !mayRun)) return;
    phases.push({ phase, start, end: end ?? null, failed: false, source: 'kube-state-metrics' });
  };
  // What has begun after a phase shows that the phase is over, though nobody says since when.
  const containerRuns = load !== null || started !== undefined || podReady !== undefined;
  const accepted = pod.book.latest('accepted') !== undefined;
  if (life.fromCreation) {
    add('scheduling', created, scheduled, !containerRuns && !accepted);
    add('container_start', scheduled, started ?? process, !containerRuns);
    const initStart = pod.book.values('init_start')[0];
    const initEnd = pod.book.values('init_end').at(-1) ?? pod.book.latest('initialized');
    add('init', initStart && momentOf(initStart), (initEnd && momentOf(initEnd)) ?? started, !containerRuns);
  }
  const readyTooEarly = modelReady && podReady && podReady.atS + podReady.resolutionS < modelReady.atS;
  if (!readyTooEarly) add('readiness', modelReady, podReady, nextS === Infinity);
  return phases;
}
