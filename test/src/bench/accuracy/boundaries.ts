import type { Mark } from '@coldstart/conventions';
import type { ColdStart, Source } from '@coldstart/timeline';
import { notedS } from '../../simulator/index.js';
import type { TrueStart } from './true-start.js';
import type { Tally } from './tally.js';

interface Boundary {
  readonly source: Source;
  readonly trueS: number;
  /** When its own process noted it, by a true clock. */
  readonly notedS?: number;
  readonly shownS: number | undefined;
}

/**
 * How far the dated moments of a cold start are from the true ones. Own boundaries are counted three times: against
 * what the process noted, which is what sampling and reconstruction add; against the true moment by the clock of the
 * pod, which adds how late it was noted; and by the true time, which adds how far that clock is off.
 */
export function measureBoundaries(
  truth: TrueStart,
  coldStart: ColdStart | undefined,
  tally: Tally,
  at: string,
): void {
  const { clockS } = truth.pod.node;
  for (const { source, trueS, notedS: writtenS = trueS, shownS } of boundaries(truth, coldStart)) {
    const name = `${at}/boundary/${source}`;
    tally.count(`${name}/expected`);
    if (shownS === undefined) {
      tally.count(`${name}/missing`);
      continue;
    }
    const add = (figure: string, atS: number): void => {
      tally.add(`${name}/${figure}`, Math.abs(shownS - atS));
    };
    if (source === 'coldstart') {
      add('as_noted', writtenS + clockS);
      add('by_its_clock', trueS + clockS);
    }
    add('error', trueS);
  }
}

function boundaries(truth: TrueStart, coldStart: ColdStart | undefined): Boundary[] {
  return [...marks(truth, coldStart), ...phases(truth, coldStart)];
}

function marks({ pod, life, attempt }: TrueStart, coldStart: ColdStart | undefined): Boundary[] {
  const found: Boundary[] = [];
  const add = (source: Source, mark: Mark, trueS: number, writtenS = trueS): void => {
    const moment = coldStart?.marks[mark];
    // Another source may date it: then this one is not missing, it was not asked.
    if (moment && moment.source !== source) return;
    found.push({ source, trueS, notedS: writtenS, shownS: moment?.atS });
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
    const { modelReadyS } = life.end;
    add('coldstart', 'model_ready', modelReadyS, notedS(pod, `${attempt} ready`, modelReadyS));
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
    const noted = (edge: string, trueS: number): number =>
      phase === 'runtime_init' && edge === 'start'
        ? trueS
        : notedS(pod, `${attempt} ${phase} ${edge}`, trueS);
    const beganS = noted('start', startS);
    found.push({ source: 'coldstart', trueS: startS, notedS: beganS, shownS: span?.startS });
    // Nobody could write down the end of a phase in which the process was killed.
    if (outcome === 'cut') continue;
    const ended = span && (span.state === 'ok' || span.state === 'failed');
    found.push({
      source: 'coldstart',
      trueS: endS,
      notedS: Math.max(beganS, noted('end', endS)),
      shownS: ended ? span.endS : undefined,
    });
  }
  const { init } = pod;
  if (init && attempt === 1 && init.endS < pod.deletedS) {
    const span = shown.get('init');
    found.push({ source: 'kube-state-metrics', trueS: init.startS, shownS: span?.startS });
    found.push({ source: 'kube-state-metrics', trueS: init.endS, shownS: span?.endS });
  }
  return found;
}
