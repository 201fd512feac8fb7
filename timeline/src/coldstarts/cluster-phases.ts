import type { Mark, Phase } from '@coldstart/conventions';
import { momentOf } from '../marks/index.js';
import type { InitContainer, Moment } from '../model.js';
import type { DatedPhase } from '../phases/index.js';
import type { Candidate } from './candidates.js';
import type { Life } from './life.js';

type Marks = Readonly<Partial<Record<Mark, Moment>>>;

/** The phases that follow from what kube-state-metrics dates, but for the pull of the image. */
export function clusterPhases(
  { load, pod, nextS }: Candidate,
  life: Life,
  marks: Marks,
  inits: readonly InitContainer[],
): DatedPhase[] {
  if (!pod) return [];
  const { created, scheduled, container_started: started, process_started: process } = marks;
  const { model_ready: modelReady, pod_ready: podReady } = marks;
  const phases: DatedPhase[] = [];
  const add = (phase: Phase, start: Moment | undefined, end: Moment | undefined, mayRun: boolean): void => {
    if (!start || (!end && !mayRun)) return;
    phases.push({ phase, start, end: end ?? null, failed: false, source: 'kube-state-metrics' });
  };
  // What has begun after a phase shows that the phase is over, though nobody says since when.
  const containerRuns = hasBegun({ load, nextS }, marks);
  const accepted = pod.book.latest('accepted') !== undefined;
  if (life.fromCreation) {
    add('scheduling', created, scheduled, !containerRuns && !accepted);
    add('container_start', scheduled, started ?? process, !containerRuns);
    const initialized = pod.book.latest('initialized');
    const done = (initialized && momentOf(initialized)) ?? started;
    const init = initExtent(inits, done);
    add('init', init?.start, init?.end, !containerRuns);
    for (const { downloads, start, end } of inits) {
      if (downloads !== '' && start) add('weights_fetch', start, end ?? done, !containerRuns);
    }
  }
  const readyTooEarly = modelReady && podReady && podReady.atS + podReady.resolutionS < modelReady.atS;
  if (!readyTooEarly) add('readiness', modelReady, podReady, nextS === Infinity);
  return phases;
}

/** Whether something shows that the container of this attempt has been started. */
export function hasBegun({ load, nextS }: Pick<Candidate, 'load' | 'nextS'>, marks: Marks): boolean {
  return (
    load !== null ||
    nextS < Infinity ||
    marks.container_started !== undefined ||
    marks.pod_ready !== undefined
  );
}

/** From the first init container to the last end of those that end; `done` where one of them dates no end of its own. */
function initExtent(
  inits: readonly InitContainer[],
  done: Moment | undefined,
): { readonly start: Moment; readonly end: Moment | undefined } | null {
  const ending = inits.filter(({ sidecar, start }) => !sidecar && start !== null);
  const start = ending[0]?.start;
  if (!start) return null;
  const ends = ending.map(({ end }) => end).filter((end) => end !== null);
  const last = ends.reduce<Moment | undefined>((a, b) => (a && a.atS >= b.atS ? a : b), undefined);
  return { start, end: ends.length === ending.length ? last : done };
}
