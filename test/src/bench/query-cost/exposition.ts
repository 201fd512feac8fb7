import { closeSync, openSync, writeSync } from 'node:fs';
import { FROM_S, PHASES, TO_S, type Load, type Pod } from './cluster.js';

/** What kube-prometheus sets for kube-state-metrics, and NVIDIA's chart for dcgm-exporter. */
export const SCRAPE_S = 30;
export const GPU_SCRAPE_S = 15;

type Labels = Readonly<Record<string, string>>;
/** The value of a series at a scrape; `null` while it is absent. */
type At = (timeS: number) => number | null;

interface Told {
  readonly labels: Labels;
  readonly at: At;
}

interface Family {
  readonly metric: string;
  readonly scrapeS: number;
  readonly of: (pod: Pod) => readonly Told[];
}

const flag = (holds: boolean): number => (holds ? 1 : 0);
const since =
  (fromS: number, value: number): At =>
  (timeS) =>
    timeS >= fromS ? value : null;
const always =
  (value: number): At =>
  () =>
    value;

const idOf = ({ namespace, name, uid }: Pod): Labels => ({ namespace, pod: name, uid });

function ksm(metric: string, of: (pod: Pod, id: Labels) => readonly Told[]): Family {
  return { metric, scrapeS: SCRAPE_S, of: (pod) => of(pod, idOf(pod)) };
}

function dated(metric: string, timeS: (pod: Pod) => number, container = false): Family {
  return ksm(metric, (pod, id) => [
    { labels: container ? { ...id, container: 'server' } : id, at: since(timeS(pod), timeS(pod)) },
  ]);
}

/** What kube-state-metrics tells of every pod: what the timeline reads, and its neighbours that a scrape brings too. */
const KUBE_STATE_METRICS: readonly Family[] = [
  dated('kube_pod_created', (pod) => pod.createdS),
  dated('kube_pod_status_scheduled_time', (pod) => pod.scheduledS),
  dated('kube_pod_start_time', (pod) => pod.scheduledS),
  dated('kube_pod_status_initialized_time', (pod) => pod.scheduledS),
  dated('kube_pod_container_state_started', (pod) => pod.startedS, true),
  dated('kube_pod_status_container_ready_time', (pod) => pod.readyS),
  dated('kube_pod_status_ready_time', (pod) => pod.readyS),
  ksm('kube_pod_status_ready', (pod, id) =>
    ['true', 'false', 'unknown'].map((condition) => ({
      labels: { ...id, condition },
      at: (timeS) => (condition === 'unknown' ? 0 : flag(timeS >= pod.readyS === (condition === 'true'))),
    })),
  ),
  ksm('kube_pod_status_phase', (pod, id) =>
    ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'].map((phase) => ({
      labels: { ...id, phase },
      at: (timeS) =>
        phase === 'Pending'
          ? flag(timeS < pod.startedS)
          : phase === 'Running'
            ? flag(timeS >= pod.startedS)
            : 0,
    })),
  ),
  ksm('kube_pod_info', ({ node, owner }, id) => [
    { labels: { ...id, node, created_by_kind: 'ReplicaSet', created_by_name: owner }, at: always(1) },
  ]),
  ksm('kube_pod_container_resource_requests', ({ node, load }, id) =>
    ['cpu', 'memory', ...(load ? ['nvidia_com_gpu'] : [])].map((resource) => ({
      labels: { ...id, container: 'server', node, resource, unit: 'integer' },
      at: always(1),
    })),
  ),
  ksm('kube_pod_owner', ({ owner }, id) => [
    {
      labels: { ...id, owner_kind: 'ReplicaSet', owner_name: owner, owner_is_controller: 'true' },
      at: always(1),
    },
  ]),
  ksm('kube_pod_container_info', ({ owner }, id) => [
    { labels: { ...id, container: 'server', image: `registry.example/${owner}:1.2.3` }, at: always(1) },
  ]),
  ksm('kube_pod_container_status_restarts_total', (_, id) => [
    { labels: { ...id, container: 'server' }, at: always(0) },
  ]),
  ksm('kube_pod_container_status_waiting_reason', (pod, id) => [
    {
      labels: { ...id, container: 'server', reason: 'ContainerCreating' },
      at: (timeS) => (timeS < pod.startedS ? 1 : null),
    },
  ]),
];

function own(metric: string, of: (pod: Pod, load: Load, id: Labels) => readonly Told[]): Family {
  return {
    metric,
    scrapeS: SCRAPE_S,
    of: (pod) =>
      pod.load
        ? of(pod, pod.load, {
            k8s_namespace_name: pod.namespace,
            k8s_pod_name: pod.name,
            k8s_container_name: 'server',
            model_name: pod.load.model,
            attempt: '1',
          })
        : [],
  };
}

const OWN: readonly Family[] = [
  own('coldstart_mark_timestamp_seconds', ({ startedS, readyS }, _, id) =>
    Object.entries({
      process_started: startedS + 0.5,
      model_ready: readyS,
      first_request: readyS + 3.25,
    }).map(([mark, timeS]) => ({ labels: { ...id, mark }, at: since(timeS, timeS) })),
  ),
  own('coldstart_phase_start_timestamp_seconds', (_, { phaseStartsS }, id) =>
    PHASES.map((phase, nth) => {
      const startS = phaseStartsS[nth] ?? 0;
      return { labels: { ...id, phase }, at: since(startS, startS) };
    }),
  ),
  own('coldstart_phase_end_timestamp_seconds', ({ readyS }, { phaseStartsS }, id) =>
    PHASES.map((phase, nth) => {
      const endS = phaseStartsS[nth + 1] ?? readyS;
      return { labels: { ...id, phase, outcome: 'ok' }, at: since(endS, endS) };
    }),
  ),
  own('coldstart_load_in_progress_start_timestamp_seconds', ({ startedS, readyS }, _, id) => [
    { labels: id, at: (timeS) => (timeS < startedS + 0.5 ? null : timeS < readyS ? startedS + 0.5 : 0) },
  ]),
];

const BUSY: At = (timeS) => (timeS % 300 < 120 ? 0 : 0.5 + (timeS % 97) / 200);

const DCGM: readonly Family[] = ['DCGM_FI_PROF_GR_ENGINE_ACTIVE', 'DCGM_FI_DEV_GPU_UTIL'].map(
  (metric, nth): Family => ({
    metric,
    scrapeS: GPU_SCRAPE_S,
    of: ({ namespace, name, load, scheduledS, readyS }) =>
      load
        ? [
            {
              labels: { namespace, pod: name, container: 'server', gpu: '0', UUID: load.gpu },
              at: (timeS) =>
                timeS < scheduledS ? null : timeS < readyS ? 0 : (BUSY(timeS) ?? 0) * (nth === 0 ? 1 : 100),
            },
          ]
        : [],
  }),
);

/** What the day wrote down. */
export interface Written {
  readonly samples: number;
  readonly series: number;
}

/** Writes what the exporters told of the pods over the day as OpenMetrics. */
export function writeExposition(file: string, pods: readonly Pod[]): Written {
  const out = openSync(file, 'w');
  let text = '';
  let samples = 0;
  let series = 0;
  const flush = (): void => {
    writeSync(out, text);
    text = '';
  };
  for (const { metric, scrapeS, of } of [...KUBE_STATE_METRICS, ...OWN, ...DCGM]) {
    text += `# TYPE ${metric} unknown\n`;
    for (const pod of pods) {
      const firstS = Math.ceil((pod.createdS - FROM_S) / scrapeS) * scrapeS + FROM_S;
      const lastS = Math.min(pod.deletedS, TO_S);
      for (const { labels, at } of of(pod)) {
        const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
        const head = `${metric}{${pairs.join(',')}} `;
        series += 1;
        for (let timeS = firstS; timeS < lastS; timeS += scrapeS) {
          const value = at(timeS);
          if (value === null) continue;
          text += `${head}${value} ${timeS}\n`;
          samples += 1;
        }
        if (text.length > 1 << 20) flush();
      }
    }
  }
  text += '# EOF\n';
  flush();
  closeSync(out);
  return { samples, series };
}
