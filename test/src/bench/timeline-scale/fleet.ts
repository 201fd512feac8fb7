import type { Series } from '@coldstart/timeline';

/** A sample every 15 s over two hours, both ends included. */
export const STEP_S = 15;
export const SPAN_S = 7200;
export const GPUS_PER_POD = 8;
/** Of each cold start: nine that the server dates, and scheduling, container start and readiness. */
export const PHASES_PER_POD = 12;

/** Unix seconds at which the view of every fleet begins. */
const BEGIN_S = 1_790_000_000;
const PODS_PER_MODEL = 50;
/** A scale-up at the begin of the view: its pods have samples over nearly all of it. */
const CREATED_WITHIN_S = 120;

/** Seconds from the start of the process at which a phase of the server starts and ends. */
const SERVER_PHASES = {
  runtime_init: [1, 14],
  weights_fetch: [14, 61],
  weights_load: [61, 118],
  weights_read: [61, 95],
  weights_transfer: [95, 118],
  tokenizer_init: [118, 121],
  compile: [121, 166],
  cache_alloc: [166, 172],
  graph_capture: [172, 190],
} as const;
const MODEL_READY_S = 195;
const POD_READY_S = 203;

type Labels = Readonly<Record<string, string>>;

export interface View {
  readonly fromS: number;
  readonly toS: number;
  readonly nowS: number;
}

export const VIEW: View = { fromS: BEGIN_S, toS: BEGIN_S + SPAN_S, nowS: BEGIN_S + SPAN_S };

/**
 * What the queries bring of one pod of 8 GPUs: its own series, kube-state-metrics and dcgm-exporter. Every call makes
 * new objects and new arrays, as a data source does; nothing is shared between series, times included. `run` changes
 * what the GPUs did and when the weights arrived.
 */
export function podSeries(index: number, run = 0): Series[] {
  const noise = noiseOf(index * 1013 + run * 7919 + 1);
  const pod = `server-${index}`;
  const node = `node-${index}`;
  const createdS = BEGIN_S + Math.floor((index * 37) % CREATED_WITHIN_S);
  const processS = createdS + 12 + noise();
  const slowerS = run === 0 ? 0 : 2 * noise();
  return [
    ...ownSeries(pod, index, processS, slowerS),
    ...clusterSeries(pod, node, index, createdS, Math.ceil(processS + POD_READY_S + slowerS)),
    ...Array.from({ length: GPUS_PER_POD }, (_, gpu) =>
      gpuSeries(pod, node, index, gpu, createdS, processS + MODEL_READY_S, noise),
    ),
  ];
}

export function fleet(pods: number): Series[][] {
  return Array.from({ length: pods }, (_, index) => podSeries(index));
}

function ownSeries(pod: string, index: number, processS: number, slowerS: number): Series[] {
  const labels: Labels = {
    k8s_namespace_name: 'inference',
    k8s_pod_name: pod,
    k8s_container_name: 'server',
    model_name: `model-${Math.floor(index / PODS_PER_MODEL)}`,
    attempt: '1',
    server: 'vllm',
    instance: `10.0.${index >> 8}.${index & 255}:9464`,
    job: 'inference',
  };
  const series: Series[] = [];
  const readyS = processS + MODEL_READY_S + slowerS;
  for (const [mark, atS] of Object.entries({
    process_started: processS,
    gpu_allocated: processS + 3,
    model_ready: readyS,
    first_request: readyS + 20,
  })) {
    series.push(instant('coldstart_mark_timestamp_seconds', { ...labels, mark }, atS));
  }
  for (const [phase, [startS, endS]] of Object.entries(SERVER_PHASES)) {
    const laterS = startS > SERVER_PHASES.weights_fetch[0] ? slowerS : 0;
    series.push(
      instant('coldstart_phase_start_timestamp_seconds', { ...labels, phase }, processS + startS + laterS),
      instant(
        'coldstart_phase_end_timestamp_seconds',
        { ...labels, phase, outcome: 'ok' },
        processS + endS + (startS >= SERVER_PHASES.weights_fetch[0] ? slowerS : 0),
      ),
    );
  }
  const ended = { ...labels, outcome: 'ok', weights_source: 'remote' };
  series.push(
    instant('coldstart_load_completed_timestamp_seconds', ended, readyS),
    instant('coldstart_load_last_duration_seconds', ended, readyS - processS),
    instant('coldstart_load_bytes', labels, 140e9),
    instant('coldstart_load_expected_bytes', labels, 140e9),
    inSteps('coldstart_load_in_progress_start_timestamp_seconds', labels, processS, (atS) =>
      atS < readyS ? processS : 0,
    ),
  );
  return series;
}

function clusterSeries(pod: string, node: string, index: number, createdS: number, readyS: number): Series[] {
  const labels: Labels = {
    namespace: 'inference',
    pod,
    uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    instance: '10.1.0.7:8080',
    job: 'kube-state-metrics',
  };
  const container: Labels = { ...labels, container: 'server' };
  return [
    instant('kube_pod_created', labels, createdS),
    instant('kube_pod_status_scheduled_time', labels, createdS + 2),
    instant('kube_pod_start_time', labels, createdS + 2),
    instant('kube_pod_status_initialized_time', labels, createdS + 3),
    // The first value in the range, and the last.
    instant('kube_pod_container_state_started', container, createdS + 12),
    instant('kube_pod_container_state_started', container, createdS + 12),
    instant('kube_pod_status_ready_time', labels, readyS),
    instant('kube_pod_status_ready_time', labels, readyS),
    instant('kube_pod_status_container_ready_time', labels, readyS),
    instant('kube_pod_status_ready', { ...labels, condition: 'true' }, 1),
    instant('kube_pod_info', { ...labels, node, host_ip: '10.2.0.1', created_by_kind: 'ReplicaSet' }, 1),
    inSteps(
      'kube_pod_container_resource_requests',
      { ...container, node, resource: 'nvidia_com_gpu', unit: 'integer' },
      createdS,
      () => GPUS_PER_POD,
    ),
  ];
}

/** Sampled all through the view; idle until the weights arrive, then busy by fits and starts, then serving. */
function gpuSeries(
  pod: string,
  node: string,
  index: number,
  gpu: number,
  createdS: number,
  readyS: number,
  noise: () => number,
): Series {
  return inSteps(
    'DCGM_FI_PROF_GR_ENGINE_ACTIVE',
    {
      namespace: 'inference',
      pod,
      container: 'server',
      gpu: String(gpu),
      UUID: `GPU-${index}-${gpu}`,
      device: `nvidia${gpu}`,
      modelName: 'NVIDIA H100 80GB HBM3',
      Hostname: node,
      instance: `10.3.${index >> 8}.${index & 255}:9400`,
      job: 'dcgm-exporter',
    },
    createdS + 2,
    (atS) => {
      if (atS > readyS) return 0.3 + 0.7 * noise();
      return atS - createdS > 80 && noise() > 0.5 ? 0.6 * noise() : 0;
    },
  );
}

function instant(metric: string, labels: Labels, value: number): Series {
  return { metric, labels, timesS: Float64Array.of(VIEW.toS), values: Float64Array.of(value) };
}

/** From `fromS` to the end of the view; every sample stands at a multiple of the step. */
function inSteps(metric: string, labels: Labels, fromS: number, valueAt: (atS: number) => number): Series {
  const firstS = Math.ceil(Math.max(fromS, BEGIN_S) / STEP_S) * STEP_S;
  const count = Math.floor((VIEW.toS - firstS) / STEP_S) + 1;
  const timesS = new Float64Array(count);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const atS = firstS + i * STEP_S;
    timesS[i] = atS;
    values[i] = valueAt(atS);
  }
  return { metric, labels, timesS, values };
}

/** Numbers in [0, 1), the same for the same seed, not 0: Marsaglia's xorshift with 13, 17, 5. */
function noiseOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
