import type { Mark } from '@coldstart/conventions';
import type { ColdStart, Source } from '@coldstart/timeline';
import type { TrueStart } from './true-start.js';
import type { Tally } from './tally.js';

interface Boundary {
  readonly source: Source;
  readonly trueS: number;
  readonly shownS: number | undefined;
}

/**
 * How far the dated moments of a cold start are from the true ones. Own boundaries count twice: by the clock of their
 * pod, which is all that a process can know, and by the true time, which adds what that clock is off.
 */
export function measureBoundaries(
  truth: TrueStart,
  coldStart: ColdStart | undefined,
  tally: Tally,
  at: string,
): void {
  for (const { source, trueS, shownS } of boundaries(truth, coldStart)) {
    const name = `${at}/boundary/${source}`;
    tally.count(`${name}/expected`);
    if (shownS === undefined) {
      tally.count(`${name}/missing`);
      continue;
    }
    const errorS = Math.abs(shownS - trueS);
    if (source === 'coldstart') {
      tally.add(`${name}/error`, Math.abs(shownS - trueS - truth.pod.node.clockS));
      tally.add(`${at}/boundary/coldstart-true-time/error`, errorS);
    } else tally.add(`${name}/error`, errorS);
  }
}

function boundaries(truth: TrueStart, coldStart: ColdStart | undefined): Boundary[] {
  return [...marks(truth, coldStart), ...phases(truth, coldStart)];
}

function marks({ pod, life, attempt }: TrueStart, coldStart: ColdStart | undefined): Boundary[] {
  const found: Boundary[] = [];
  const add = (source: Source, mark: Mark, trueS: number): void => {
    const moment = coldStart?.marks[mark];
    // Another source may date it: then this one is not missing, it was not asked.
    if (moment && moment.source !== source) return;
    found.push({ source, trueS, shownS: moment?.atS });
  };
  if (attempt === 1) {
    add('kube-state-metrics', 'created', pod.createdS);
    if (pod.scheduledS < pod.deletedS) add('kube-state-metrics', 'scheduled', pod.scheduledS);
    if (pod.allocatedS < pod.deletedS) add('kube-state-metrics', 'gpu_allocated', pod.allocatedS);
  }
  if (!life) return found;
  add('kube-state-metrics', 'container_started', life.containerStartedS);
  add('coldstart', 'process_started', life.processStartedS);
  if (life.end.kind === 'failed') add('coldstart', 'failed', life.end.atS);
  if (life.end.kind === 'ready') {
    add('coldstart', 'model_ready', life.end.modelReadyS);
    add('coldstart', 'first_request', pod.firstRequestS);
    add('kube-state-metrics', 'pod_ready', life.end.podReadyS);
  }
  return found;
}

function phases({ pod, life, attempt }: TrueStart, coldStart: ColdStart | undefined): Boundary[] {
  const shown = new Map(coldStart?.phases.map((span) => [span.phase, span]));
  const found: Boundary[] = [];
  for (const { phase, startS, endS, outcome } of life?.phases ?? []) {
    const span = shown.get(phase);
    found.push({ source: 'coldstart', trueS: startS, shownS: span?.startS });
    // Nobody could write down the end of a phase in which the process was killed.
    if (outcome === 'cut') continue;
    const ended = span && (span.state === 'ok' || span.state === 'failed');
    found.push({ source: 'coldstart', trueS: endS, shownS: ended ? span.endS : undefined });
  }
  const { init } = pod;
  if (init && attempt === 1 && init.endS < pod.deletedS) {
    const span = shown.get('init');
    found.push({ source: 'kube-state-metrics', trueS: init.startS, shownS: span?.startS });
    found.push({ source: 'kube-state-metrics', trueS: init.endS, shownS: span?.endS });
  }
  return found;
}
