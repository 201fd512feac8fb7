import { byteLength, onnxModel, type ModelShape } from './model/index.js';

/**
 * Everything that the demo decides, in one place: sizes, rates, delays. Times in seconds, rates in bytes or requests per
 * second. What is not here is measured.
 */
export const IDENTITY = {
  namespace: 'inference',
  deployment: 'llm-server',
  container: 'server',
  model: 'demo-llm',
  gateway: 'gateway-0',
} as const;

/** 8 tables × 12800 × 512 floats: a file of 212 MB. */
export const MODEL_SHAPE: ModelShape = { vocabulary: 12_800, hidden: 512, tables: 8, layers: 2 };

export const POD = {
  /** The node's volume, like a network disk. */
  volumeBytesPerS: 40e6,
  /** What the weights server gives to one download. */
  downloadBytesPerS: 11e6,
  warmupRuns: 40,
  warmupTokens: 1024,
  requestTokens: 8,
  /** Stands for the decode of a longer answer: the request holds its slot, but no CPU. */
  decodeS: 0.4,
} as const;

export const GATEWAY = { slotsPerPod: 2, requestTimeoutS: 60 } as const;

export const TRAFFIC = {
  seed: 20_261_124,
  steadyPerS: 4,
  spikePerS: 15,
  /** From both first pods ready to the jump. */
  steadyForS: 6,
  /** The load goes on for this long after the last new pod is ready. */
  afterForS: 14,
  maxRequests: 2000,
} as const;

export const AUTOSCALER = {
  pollS: 1,
  minReplicas: 2,
  maxReplicas: 6,
  /** Waiting requests that are still fine. */
  tolerated: 5,
  /** Polls in a row above that before it acts. */
  polls: 2,
  /** Waiting requests per pod that it aims at. */
  targetPerPod: 1,
} as const;

export interface NodePlan {
  readonly name: string;
  /** From creation of the pod to its binding to this node. */
  readonly schedulingS: number;
  /** 0: the image lies on the node already. */
  readonly imagePullS: number;
  /** Whether the weights lie on the node already. */
  readonly weights: 'local' | 'remote';
}

/** Each node has one GPU. The scheduler takes the first free one. */
export const NODES: readonly NodePlan[] = [
  { name: 'gpu-node-1', schedulingS: 0.5, imagePullS: 0, weights: 'local' },
  { name: 'gpu-node-2', schedulingS: 0.8, imagePullS: 0, weights: 'local' },
  { name: 'gpu-node-3', schedulingS: 1.1, imagePullS: 0, weights: 'local' },
  { name: 'gpu-node-4', schedulingS: 1.6, imagePullS: 11, weights: 'local' },
  { name: 'gpu-node-5', schedulingS: 2.2, imagePullS: 14, weights: 'local' },
  { name: 'gpu-node-6', schedulingS: 2.8, imagePullS: 8, weights: 'remote' },
];

export const KUBELET = {
  /** From binding to admission, when the device plugin hands out the GPU. */
  admissionS: 0.3,
  containerStartS: 0.6,
  probePeriodS: 1,
  probeTimeoutS: 1,
  /** From SIGTERM to SIGKILL. */
  graceS: 4,
} as const;

/** Pods that the deployment makes anew for failed ones, in all. */
export const MAX_REPLACEMENTS = 2;

export const TELEMETRY = {
  /** Pushes by OTLP, and samples of the simulated GPUs. */
  pushS: 1,
  /** Prometheus' scrape interval with `--prometheus`. */
  scrapeS: 15,
} as const;

/** The summary is made at this time after the start of the run, whatever is still missing. */
export const DEADLINE_S = 82;

/** What the demo makes up or slows down, in words for the summary. */
export const SIMULATED_WORDS: readonly string[] = [
  'scheduling, GPU allocation, image pull, container start: waits of fixed length, reported as kube-state-metrics would (whole seconds)',
  'GPU activity: a pod counts as busy while it really creates its session, warms up or holds a request; reported as dcgm-exporter would',
  `decode: a request runs one real inference, then holds its slot for ${POD.decodeS} s`,
  `slowed: reads from a node's volume to ${POD.volumeBytesPerS / 1e6} MB/s, the weights download to ${POD.downloadBytesPerS / 1e6} MB/s`,
];

const MODEL_BYTES = byteLength(onnxModel(MODEL_SHAPE));

/** The same in one line, for the page. */
export const BANNER =
  `Demo on this machine. Real: the processes, the ${Math.round(MODEL_BYTES / 1e6)} MB ONNX model, its load, the requests, the queue. ` +
  'Simulated: scheduling, GPU allocation, image pull, container start, GPU activity, the decode time of a request; ' +
  `volume and download are slowed to ${POD.volumeBytesPerS / 1e6} and ${POD.downloadBytesPerS / 1e6} MB/s.`;
