import type { Series, TimelineQuery } from '@coldstart/timeline';
import { ask, viewOf, type Stored } from '../../simulator/index.js';
import { coveredS, trueGaps } from './true-gaps.js';
import type { TrueStart } from './true-start.js';
import type { Tally } from './tally.js';

const ACTIVITY = ['DCGM_FI_PROF_GR_ENGINE_ACTIVE', 'DCGM_FI_DEV_GPU_UTIL'] as const;
const IDLE_BELOW = { DCGM_FI_PROF_GR_ENGINE_ACTIVE: 0.05, DCGM_FI_DEV_GPU_UTIL: 5 } as const;
const SHORTEST_GAP_S = 5;

/** What an engineer has in front of them today: a state timeline and a graph, at the step of the panel. */
export interface Dashboard {
  readonly phase: readonly Series[];
  readonly ready: readonly Series[];
  /** Of the better field that is there. */
  readonly activity: readonly Series[];
  readonly activityMetric: (typeof ACTIVITY)[number];
  readonly stepS: number;
}

export function dashboardOf(stored: Stored): Dashboard {
  const range = viewOf(stored);
  const inSteps = (promql: string): Series[] => {
    const query: TimelineQuery = { refId: 'activity', mode: 'range', metrics: [], promql };
    return ask(query, stored.series, range);
  };
  const activityMetric = stored.spike.cluster.gpuExporter.field === 'profiling' ? ACTIVITY[0] : ACTIVITY[1];
  return {
    phase: inSteps('last_over_time({__name__=~"kube_pod_status_phase"}[$__interval])'),
    ready: inSteps('last_over_time({__name__=~"kube_pod_status_ready",condition="true"}[$__interval])'),
    activity: inSteps(`last_over_time({__name__=~"${activityMetric}"}[$__interval])`),
    activityMetric,
    stepS: range.stepS,
  };
}

/**
 * Read off the dashboard: a pod was created where its first state begins and ready where Ready turns to 1; its GPU
 * idled at every point below 5 % between its first point and that.
 */
export function measureNaive(truth: TrueStart, dashboard: Dashboard, tally: Tally, at: string): void {
  const { pod, life } = truth;
  // A second attempt is no state of its own there.
  if (life?.end.kind !== 'ready' || pod.attempts.length > 1) return;
  const { stepS } = dashboard;
  const createdS = first(dashboard.phase, pod.name, 'pod', (value) => value === 1);
  const readyS = first(dashboard.ready, pod.name, 'pod', (value) => value === 1);
  if (createdS === Infinity || readyS === Infinity) {
    tally.count(`${at}/naive/not_seen`);
    return;
  }
  tally.add(`${at}/naive/created`, Math.abs(createdS - truth.startS));
  tally.add(`${at}/naive/ready`, Math.abs(readyS - truth.endS));
  tally.add(`${at}/naive/duration`, Math.abs(readyS - createdS - (truth.endS - truth.startS)));

  const trueS = pod.gpus.reduce(
    (sum, { busy }) => sum + coveredS(trueGaps(busy, truth.allocated, SHORTEST_GAP_S)),
    0,
  );
  const limit = IDLE_BELOW[dashboard.activityMetric];
  let shownS = 0;
  for (const { uuid } of pod.gpus) {
    const idle = new Set<number>();
    for (const { labels, timesS, values } of dashboard.activity) {
      if (labels['UUID'] !== uuid || (labels['exported_pod'] ?? labels['pod']) !== pod.name) continue;
      for (let i = 0; i < timesS.length; i++) {
        const timeS = timesS[i] ?? Infinity;
        if (timeS < readyS && (values[i] ?? 1) < limit) idle.add(timeS);
      }
    }
    shownS += idle.size * stepS;
  }
  if (trueS > 0) tally.add(`${at}/naive/idle_gpu_s`, Math.abs(shownS - trueS) / trueS);
  tally.count(`${at}/naive/idle_shown`, shownS);
  tally.count(`${at}/naive/idle_true`, trueS);
}

function first(
  series: readonly Series[],
  name: string,
  label: string,
  is: (value: number) => boolean,
): number {
  let foundS = Infinity;
  for (const { labels, timesS, values } of series) {
    if (labels[label] !== name) continue;
    for (let i = 0; i < timesS.length; i++) {
      if (is(values[i] ?? Number.NaN)) {
        foundS = Math.min(foundS, timesS[i] ?? Infinity);
        break;
      }
    }
  }
  return foundS;
}
