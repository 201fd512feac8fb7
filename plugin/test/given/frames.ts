import { createDataFrame, FieldType, type DataFrame } from '@grafana/data';
import { T0_S } from './timeline';

type Labels = Record<string, string>;

/** A frame as Grafana's Prometheus data source makes it (`time_series`): one series, labels on the value. */
export function frame(
  metric: string,
  labels: Labels,
  points: readonly (readonly [atS: number, value: number | null])[],
  refId = 'A',
): DataFrame {
  return createDataFrame({
    refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: points.map(([atS]) => atS * 1000) },
      {
        name: 'Value',
        type: FieldType.number,
        labels: { __name__: metric, ...labels },
        values: points.map(([, value]) => value),
      },
    ],
  });
}

/** Seconds after T0 at which the queries were evaluated. */
export const EVALUATED_S = 120;

/** The answer of an instant query. */
function instant(metric: string, labels: Labels, value: number): DataFrame {
  return frame(metric, labels, [[T0_S + EVALUATED_S, value]], 'marks');
}

function range(
  metric: string,
  labels: Labels,
  everyS: number,
  valueAt: (afterS: number) => number | null,
  refId: string,
): DataFrame {
  const points: [number, number | null][] = [];
  for (let afterS = 0; afterS <= EVALUATED_S; afterS += everyS) {
    const value = valueAt(afterS);
    if (value !== null) points.push([T0_S + afterS, value]);
  }
  return frame(metric, labels, points, refId);
}

export interface GivenPod {
  readonly pod: string;
  readonly createdS: number;
  /** Null while it loads. */
  readonly readyS: number | null;
  /** Phases as [name, from, to]; a `to` of null runs. */
  readonly phases: readonly (readonly [string, number, number | null])[];
  /** Utilisation 0..1 at a time; null where the exporter says nothing. */
  readonly gpu?: (afterS: number) => number | null;
  readonly weightsSource?: string;
}

/** All series of a pod: the SDK's, kube-state-metrics', dcgm-exporter's. Times in seconds after T0. */
export function podFrames({
  pod,
  createdS,
  readyS,
  phases,
  gpu,
  weightsSource = 'disk',
}: GivenPod): DataFrame[] {
  const own = {
    model_name: 'chat-7b',
    k8s_namespace_name: 'default',
    k8s_pod_name: pod,
    k8s_container_name: 'server',
    attempt: '1',
  };
  const cluster = { namespace: 'default', pod, uid: `uid-${pod}`, simulated: 'true' };
  const inContainer = { ...cluster, container: 'server' };
  const lastEndS = Math.max(0, ...phases.map(([, , to]) => to ?? 0));
  const firstStartS = Math.min(...phases.map(([, from]) => from));
  return [
    instant('kube_pod_created', cluster, T0_S + Math.floor(createdS)),
    instant('kube_pod_status_scheduled_time', cluster, T0_S + createdS + 1),
    instant('kube_pod_container_state_started', inContainer, T0_S + Math.floor(firstStartS)),
    range(
      'kube_pod_container_resource_requests',
      { ...inContainer, resource: 'nvidia_com_gpu', unit: 'integer', node: 'node-1' },
      5,
      (s) => (s >= createdS ? 1 : null),
      'presence',
    ),
    ...phases.flatMap(([phase, from, to]) => [
      instant('coldstart_phase_start_timestamp_seconds', { ...own, phase }, T0_S + from),
      ...(to === null
        ? []
        : [instant('coldstart_phase_end_timestamp_seconds', { ...own, phase, outcome: 'ok' }, T0_S + to)]),
    ]),
    range(
      'coldstart_load_in_progress_start_timestamp_seconds',
      own,
      5,
      (s) => (s < firstStartS ? null : readyS !== null && s > lastEndS ? 0 : T0_S + firstStartS),
      'presence',
    ),
    instant('coldstart_mark_timestamp_seconds', { ...own, mark: 'process_started' }, T0_S + firstStartS),
    ...(readyS === null
      ? []
      : [
          instant('coldstart_mark_timestamp_seconds', { ...own, mark: 'model_ready' }, T0_S + lastEndS),
          instant(
            'coldstart_load_completed_timestamp_seconds',
            { ...own, outcome: 'ok', weights_source: weightsSource },
            T0_S + lastEndS,
          ),
          instant('kube_pod_status_ready_time', cluster, T0_S + readyS),
        ]),
    ...(gpu
      ? [
          range(
            'DCGM_FI_DEV_GPU_UTIL',
            {
              exported_namespace: 'default',
              exported_pod: pod,
              exported_container: 'server',
              UUID: `GPU-${pod}`,
              gpu: '0',
              modelName: 'NVIDIA H100',
              simulated: 'true',
            },
            1,
            (s) => (s < createdS ? null : scaled(gpu(s))),
            'activity',
          ),
        ]
      : []),
  ];
}

function scaled(ratio: number | null): number | null {
  return ratio === null ? null : Math.round(ratio * 100);
}

export function queueFrames(): DataFrame[] {
  const labels = {
    model_name: 'chat-7b',
    k8s_namespace_name: 'default',
    k8s_pod_name: 'gateway',
    k8s_container_name: 'gateway',
  };
  // Until the jump everybody waits a second at most, afterwards evenly up to 20 s.
  const waited = (le: number) => (s: number) => Math.min(s, 30) + Math.max(0, s - 30) * Math.min(1, le / 20);
  return [
    range('coldstart_queue_depth', labels, 1, (s) => (s < 30 ? 0 : Math.min(34, s - 30)), 'queue'),
    ...[1, 5, 10, 20, Infinity].map((le) =>
      range(
        'coldstart_queue_wait_seconds_bucket',
        { ...labels, le: le === Infinity ? '+Inf' : String(le) },
        5,
        waited(le),
        'queue',
      ),
    ),
  ];
}

/** Three pods: a hit, a miss, one that still loads and whose GPU nobody sees. */
export function spikeFrames(): DataFrame[] {
  return [
    ...podFrames({
      pod: 'chat-hit',
      createdS: 30,
      readyS: 52,
      phases: [
        ['runtime_init', 33, 37],
        ['weights_load', 37, 46.5],
        ['weights_read', 37, 43],
        ['weights_transfer', 43, 46.5],
        ['warmup', 47, 50],
      ],
      gpu: (s) => (s < 43 ? 0 : 0.7),
    }),
    ...podFrames({
      pod: 'chat-miss',
      createdS: 31,
      readyS: 92,
      weightsSource: 'remote',
      phases: [
        ['runtime_init', 34, 38],
        ['weights_fetch', 38, 78],
        ['weights_load', 78, 86],
        ['warmup', 86, 90],
      ],
      gpu: (s) => (s < 80 ? 0 : 0.8),
    }),
    ...podFrames({
      pod: 'chat-slow',
      createdS: 60,
      readyS: null,
      phases: [
        ['runtime_init', 70, 75],
        ['weights_fetch', 75, null],
      ],
    }),
    ...queueFrames(),
  ];
}
