import { isPhase, PHASES } from '@coldstart/conventions';
import type { DemoSummary, PodSummary } from './summary.js';

/** The findings in words for a person: who wasted GPU time on what, and how long users waited. One sentence per line. */
export function verdict(summary: DemoSummary): string {
  const { pods, worst, queue } = summary;
  const ready = pods.flatMap((pod) => (pod.ready_s === null ? [] : [pod.ready_s]));
  const observed = pods.flatMap((pod) => (pod.gpu_idle_s === null ? [] : [pod.gpu_idle_s]));
  const hidden = observed.length < pods.length;
  const lines = [
    ready.length === 0
      ? `None of ${pods.length} pods got ready.`
      : `${ready.length} of ${pods.length} pods got ready, in ${seconds(Math.min(...ready))} to ${seconds(Math.max(...ready))}.`,
    ...pods.filter((pod) => pod.outcome === 'failed').map(failure),
    worst === null
      ? `GPU time: ${noGap(pods)}.`
      : `Most GPU time was wasted by ${worst.pod}: its GPU idled for ${seconds(worst.gpu_idle_s)}, mostly during ` +
        `${title(worst.phase)}. All GPUs together idled for ${hidden ? 'at least ' : ''}${seconds(sum(observed))} while models loaded.`,
    `Users waited (95th percentile) ${wait(queue.p95_before_s)} before the jump, ${wait(queue.p95_during_s)} while pods ` +
      `started, ${wait(queue.p95_after_s)} after; at most ${queue.max_depth} requests waited, ` +
      `${queue.failed} of ${queue.requests} failed.`,
  ];
  return lines.join('\n');
}

function noGap(pods: readonly PodSummary[]): string {
  const shortest = pods.flatMap((pod) => (pod.gpu_min_gap_s === undefined ? [] : [pod.gpu_min_gap_s]));
  if (shortest.length === 0) return pods[0]?.gpu_not_observable ?? 'not observable';
  return (
    `no GPU idled for ${seconds(Math.max(...shortest))} or longer while its model loaded; ` +
    'samples this far apart do not show shorter gaps'
  );
}

function failure(pod: PodSummary): string {
  const last = pod.phases.at(-1);
  return `${pod.pod} failed${last ? ` in ${title(last.phase)}` : ''}.`;
}

function title(phase: string): string {
  return isPhase(phase) ? PHASES[phase].title.toLowerCase() : 'time that no phase covers';
}

function wait(value: number | null): string {
  if (value === null) return '(no request)';
  return value < 0.05 ? 'less than 0.05 s' : seconds(value);
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
