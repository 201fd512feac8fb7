import { WEIGHTS_SOURCES, type Mark } from '@coldstart/conventions';
import { phaseGpuBusy, reportGpus } from '../gpu/index.js';
import { momentOf } from '../marks/index.js';
import type { ColdStart, Moment, PhaseDisagreement, PhaseSpan, Source } from '../model.js';
import type { Notes } from '../notes/index.js';
import {
  criticalPath,
  nest,
  orderOf,
  partition,
  settle,
  spanOf,
  unattributedSeconds,
  type DatedPhase,
  type Stop,
} from '../phases/index.js';
import { asksForMig, claimsDevices, requestedGpus, type LoadFacts } from '../read/index.js';
import type { Candidate } from './candidates.js';
import { overBefore } from './before-view.js';
import { clusterPhases, hasBegun } from './cluster-phases.js';
import { heldUpOf } from './held-up.js';
import { imagePullOf } from './image-pull.js';
import { initContainersOf } from './init-containers.js';
import { lifeOf } from './life.js';
import { collectMarks } from './marks.js';
import { conclude } from './outcome.js';
import { datedPhases } from './phases.js';
import { podIdentityOf } from './pod-identity.js';
import type { Question } from './question.js';
import { gpusUnusedUntilS } from './unused-gpu.js';
import { modelOf, reportedOf } from './reported.js';

/** A cold start before it is known how far its GPUs are drawn. */
export interface DatedColdStart {
  readonly startS: number;
  readonly endS: number;
  /** In a view that ends there, Unix seconds. */
  readonly shown: (untilS: number) => ColdStart;
}

/** The cold start of a candidate; null where nothing dates its begin, or where its end is not in what is known. */
export function coldStartOf(candidate: Candidate, question: Question, notes: Notes): DatedColdStart | null {
  const { load, pod, gpus, container, engine } = candidate;
  const life = lifeOf(candidate);
  const { marks, allocated, disagreements } = collectMarks(candidate, life);
  const over = overBefore(question, marks);
  if (over === 'unknown') noteReadyAgain(candidate, notes);
  if (over !== 'no') return null;
  const inits =
    pod && life.fromCreation ? initContainersOf(pod, marks.container_started?.atS ?? Number.NaN) : [];
  const pull = imagePullOf(
    candidate,
    inits,
    marks.scheduled,
    marks.container_started ?? marks.process_started,
    hasBegun(candidate, marks),
    question,
  );
  const ofCluster = clusterPhases(candidate, life, marks, inits);
  const dated = datedPhases(candidate, pull.phase ? [...ofCluster, pull.phase] : ofCluster, notes);
  const start = beginOf(candidate, marks, dated);
  if (!start) return null;
  const startS = start.atS;
  const concluded = conclude(candidate, life, marks, question);
  const { outcome, endResolutionS } = concluded;
  const endS = Math.max(startS, concluded.endS);
  const stop: Stop = {
    atS: endS,
    resolutionS: endResolutionS,
    state: outcome.kind === 'loading' ? 'running' : 'cut_off',
  };
  const phases = nest(settle(dated.map((phase) => spanOf(phase, stop))));
  const segments = partition(phases, startS, endS);
  const reportShown = reportGpus({
    gpus,
    requested: pod ? requestedGpus(pod, container) : 0,
    podIsKnown: pod !== null && !claimsDevices(pod),
    asksForMig: pod !== null && asksForMig(pod, container),
    allocated,
    unusedUntilS: gpusUnusedUntilS(candidate, life, marks.process_started),
    startS,
    endS,
    endResolutionS,
    running: outcome.kind === 'loading',
    knownUntilS: () => question.term('evaluatedS'),
    segments,
    phases,
    busyThreshold: question.term('busyThreshold'),
    minGapS: question.term('minGapS'),
  });
  noteUnseenAttempts(candidate, notes);
  noteProbe(candidate, marks, notes);
  const model = load?.who.model || modelOf(engine);
  const resolutionS = start.resolutionS + endResolutionS;
  const reported = reportedOf(
    candidate,
    { container, model, phases, marks, startS, endS, outcome, resolutionS },
    notes,
  );
  const allMarks = outcome.kind === 'failed' ? { ...marks, failed: marks.failed ?? outcome.at } : marks;
  const coldStart: Omit<ColdStart, 'gpu'> = {
    id: candidate.id,
    namespace: candidate.namespace,
    pod: candidate.podName,
    container,
    model,
    ...podIdentityOf(candidate, question),
    replica: null,
    server: load?.server || (engine?.server ?? ''),
    attempt: candidate.attempt,
    startS,
    endS,
    durationS: endS - startS,
    resolutionS,
    outcome,
    marks: allMarks,
    phases,
    segments,
    unattributedS: unattributedSeconds(segments),
    criticalPath: criticalPath(phases, startS, endS),
    gpuBusy: load ? phaseGpuBusy(load, () => reportShown(phasesEndS(phases, question)), gpus, phases) : [],
    weightsSource:
      WEIGHTS_SOURCES.find((name) => name === load?.book.latest('weights_source')?.label) ?? 'unknown',
    bytes: bytesOf(load),
    initContainers: inits,
    imagePull: pull.answer,
    heldUp:
      outcome.kind === 'loading'
        ? heldUpOf(candidate, marks.scheduled !== undefined, question.term('evaluatedS'), concluded.spacingS)
        : null,
    disagreements,
    phaseDisagreements: [...(load?.phaseDifferences ?? [])].sort(inOrder),
    reported,
    clocks: [],
    simulated: simulatedSources(candidate),
  };
  return { startS, endS, shown: (untilS) => ({ ...coldStart, gpu: reportShown(untilS) }) };
}

/** The end of the last phase, as far as it is known. */
function phasesEndS(phases: readonly PhaseSpan[], question: Question): number {
  const endS = phases.reduce((latestS, phase) => Math.max(latestS, phase.endS), -Infinity);
  return Math.min(endS, question.term('evaluatedS'));
}

/** By phase in the usual order, starts before ends. Spans come in no order of their own. */
function inOrder(a: PhaseDisagreement, b: PhaseDisagreement): number {
  return orderOf(a.phase) - orderOf(b.phase) || (a.edge < b.edge ? 1 : a.edge > b.edge ? -1 : 0);
}

/** Created, else a restart of the container, else what the load itself reports first. */
function beginOf(
  { load, beginsS }: Candidate,
  { created, container_started: container, process_started: process }: Partial<Record<Mark, Moment>>,
  dated: readonly DatedPhase[],
): Moment | null {
  if (created) return created;
  const moments = [container, process, ...dated.map(({ start }) => start)].filter(
    (moment) => moment !== undefined,
  );
  const sample =
    load?.book.latest('in_progress_start') ??
    load?.book.latest('completed') ??
    load?.book.latest('span_start');
  if (sample && beginsS > 0) moments.push(momentOf({ ...sample, value: beginsS }));
  return moments.sort((a, b) => a.atS - b.atS || a.resolutionS - b.resolutionS)[0] ?? null;
}

function bytesOf(load: LoadFacts | null): ColdStart['bytes'] {
  const loaded = load?.book.latest('bytes')?.value;
  return loaded === undefined
    ? null
    : { loaded, expected: load?.book.latest('expected_bytes')?.value ?? null };
}

function simulatedSources({ load, pod, gpus, engine }: Candidate): Source[] {
  const sources: Source[] = [];
  if (load?.simulated) sources.push('coldstart');
  if (load?.simulatedSpans) sources.push('traces');
  if (pod?.simulated) sources.push('kube-state-metrics');
  for (const gpu of gpus) if (gpu.simulated && !sources.includes(gpu.source)) sources.push(gpu.source);
  if (engine?.simulated) sources.push(...new Set(engine.figures.map(({ source }) => source)));
  return sources;
}

function noteUnseenAttempts({ load, podName, nextS, nextFollows }: Candidate, notes: Notes): void {
  if (load || nextS === Infinity || nextFollows) return;
  notes.add(
    'missing',
    'attempts between',
    podName,
    (pods) =>
      `Attempts between the first and the latest of pod ${pods} are not observable: kube-state-metrics dates no others.`,
  );
}

function noteReadyAgain({ podName }: Candidate, notes: Notes): void {
  notes.add(
    'doubtful',
    'ready again',
    podName,
    (pods, count) =>
      `Pod ${pods} became Ready in this time range but loaded before it: whether for the first time is not observable here, so no cold start is shown. A time range that begins before ${count === 1 ? 'its container' : 'their containers'} tells.`,
  );
}

/** Says where a probe, or a clock, makes the moment of readiness doubtful. */
function noteProbe(
  { podName }: Candidate,
  { pod_ready: podReady, model_ready: modelReady }: Partial<Record<Mark, Moment>>,
  notes: Notes,
): void {
  if (podReady && modelReady && podReady.atS + podReady.resolutionS < modelReady.atS) {
    notes.add(
      'doubtful',
      'ready too early',
      podName,
      (pods) =>
        `Pod ${pods} became Ready before its model: its readiness probe does not wait for the model, or the clocks differ.`,
    );
  }
}
