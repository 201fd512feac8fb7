/** Low and high end, seconds; equal where a source gives one figure. */
export type RangeS = readonly [lowS: number, highS: number];

export type Size = 'small' | 'medium' | 'large';

/** How long the parts of a model load take where nothing is cached, seconds. */
export interface LoadTimings {
  /** Whose figures these are; what a source leaves open is drawn from the ranges of its size. */
  readonly source: string;
  readonly size: Size;
  readonly model: string;
  readonly server: string;
  readonly gpus: number;
  readonly gpu: string;
  readonly gibOfWeights: number;
  /** Container start to framework ready: interpreter, imports, CUDA context, distributed init. */
  readonly imports?: RangeS;
  readonly fetch?: RangeS;
  /** Disk or page cache to host memory, and host memory to GPU memory. */
  readonly read?: RangeS;
  readonly transfer?: RangeS;
  readonly compile?: RangeS;
  readonly compileCached?: RangeS;
  readonly cacheAlloc?: RangeS;
  readonly graphs?: RangeS;
  /** Time that no log line and no span explains. */
  readonly unlogged?: RangeS;
}

const at = (seconds: number): RangeS => [seconds, seconds];

/**
 * Published start-up times, by the name of who published them. Where a source gives a sum, how it is split stands
 * beside it and is ours.
 */
export const LOADS: readonly LoadTimings[] = [
  {
    source: 'kaito#2325',
    size: 'medium',
    model: 'Qwen3.8-27B',
    server: 'vllm',
    gpus: 1,
    gpu: 'NVIDIA A100-SXM4-80GB',
    gibOfWeights: 51.75,
    imports: at(95), // 74 and 21 before the load
    read: at(42), // of 62 for download and load
    transfer: at(20),
    compile: at(110), // engine init, compile and warm-up are 195 together
    cacheAlloc: at(15),
    graphs: at(60),
  },
  {
    source: 'llm-d gke-pod-snapshots',
    size: 'medium',
    model: 'Qwen3-32B',
    server: 'vllm',
    gpus: 1,
    gpu: 'NVIDIA H100 80GB HBM3',
    gibOfWeights: 61,
    imports: at(73),
    fetch: at(87), // of 130 for download and load, 43 are the read
    read: at(33),
    transfer: at(10),
    compile: at(54), // engine init is 73, graphs 9 of it
    cacheAlloc: at(10),
    graphs: at(9),
  },
  {
    source: 'Anyscale logs, Llama-3-70B TP4',
    size: 'large',
    model: 'Llama-3-70B',
    server: 'vllm',
    gpus: 4,
    gpu: 'NVIDIA H100 80GB HBM3',
    gibOfWeights: 131,
    fetch: at(196),
    read: at(10), // weights are 16
    transfer: at(6),
    compile: at(61),
    compileCached: at(16),
    cacheAlloc: at(15), // engine init is 92
    graphs: at(16),
  },
  {
    source: 'Anyscale logs, Qwen3-235B TP8',
    size: 'large',
    model: 'Qwen3-235B',
    server: 'vllm',
    gpus: 8,
    gpu: 'NVIDIA H100 80GB HBM3',
    gibOfWeights: 438,
    fetch: at(725), // 757 with the weights
    read: at(20),
    transfer: at(12),
    compile: at(112),
    cacheAlloc: at(14), // engine init is 170.5
    graphs: at(44),
  },
  {
    source: 'EKS startup guide',
    size: 'small',
    model: 'Llama-3.1-8B',
    server: 'vllm',
    gpus: 1,
    gpu: 'NVIDIA L40S',
    gibOfWeights: 15,
    read: at(2.6), // 4.6 from an OCI modelcar
    transfer: at(2),
    compile: at(34),
    cacheAlloc: at(8), // engine init and warm-up are 48
    graphs: at(40),
  },
  {
    source: 'RunPod note (MariusWilsch)',
    size: 'medium',
    model: 'Qwen3-14B',
    server: 'vllm',
    gpus: 1,
    gpu: 'NVIDIA A100-SXM4-80GB',
    gibOfWeights: 28,
    imports: at(77),
    read: at(4), // weights are 7
    transfer: at(3),
    compile: at(53),
    cacheAlloc: at(8),
    graphs: at(55), // 63 with the profiling
  },
  {
    source: 'vllm#19824',
    size: 'large',
    model: 'Llama-70B-FP8',
    server: 'vllm',
    gpus: 8,
    gpu: 'NVIDIA H100 80GB HBM3',
    gibOfWeights: 68,
    imports: at(90), // 60 of it check the peer-to-peer access of the GPUs
    read: at(6), // weights are 10, from the page cache
    transfer: at(4),
    compile: at(85), // Dynamo 15, compile 70
    graphs: at(60),
  },
  {
    source: 'vllm#20264',
    size: 'small',
    model: 'Llama-3.2-3B',
    server: 'vllm',
    gpus: 1,
    gpu: 'NVIDIA L4',
    gibOfWeights: 6,
    read: at(0.4), // weights are 0.69
    transfer: at(0.3),
    compileCached: at(7.5),
    cacheAlloc: at(9), // engine init is 34.1
    graphs: at(17),
    unlogged: [25, 30],
  },
  {
    source: 'vllm#44881',
    size: 'medium',
    model: 'Qwen3.6-35B-NVFP4',
    server: 'vllm',
    gpus: 1,
    gpu: 'NVIDIA GeForce RTX 5090',
    gibOfWeights: 22,
    read: at(16),
    transfer: at(18),
    compile: at(43),
    graphs: at(210),
  },
  {
    source: 'Run:ai streamer benchmarks, Llama-3-8B on gp3',
    size: 'small',
    model: 'Llama-3-8B',
    server: 'vllm',
    gpus: 1,
    gpu: 'NVIDIA A10G',
    gibOfWeights: 15,
    read: at(41), // the load is 47.99; the engine is ready 18 later
    transfer: at(7),
    compile: at(8),
    cacheAlloc: at(3),
    graphs: at(7),
  },
  {
    source: 'gpustack#3098',
    size: 'small',
    model: 'Qwen3-VL-4B-FP8',
    server: 'vllm',
    gpus: 1,
    gpu: 'NVIDIA L4',
    gibOfWeights: 5,
    read: at(3), // weights are 4.23
    transfer: at(1.23),
  },
  {
    source: 'modelexpress#706',
    size: 'small',
    model: 'Qwen2.5-7B',
    server: 'sglang',
    gpus: 1,
    gpu: 'NVIDIA H200',
    gibOfWeights: 15,
    read: at(30), // the load is 43.8
    transfer: at(13.8),
  },
];

/** What holds for a size where a source says nothing. Derived from the published figures, not measured. */
export interface SizeTimings {
  readonly scheduled: RangeS;
  /** Sandbox, and the devices allocated in its first moments. */
  readonly sandbox: RangeS;
  readonly imports: RangeS;
  readonly fetch: RangeS;
  readonly read: RangeS;
  readonly transfer: RangeS;
  readonly compile: RangeS;
  readonly compileCached: RangeS;
  readonly cacheAlloc: RangeS;
  readonly graphs: RangeS;
  readonly tokenizer: RangeS;
  readonly warmup: RangeS;
  readonly probeLag: RangeS;
}

export const SIZES: Readonly<Record<Size, SizeTimings>> = {
  small: {
    scheduled: [0, 2],
    sandbox: [1, 3],
    imports: [10, 30],
    fetch: [0, 30],
    read: [0.6, 5],
    transfer: [0.4, 3],
    compile: [5, 50],
    compileCached: [3, 8],
    cacheAlloc: [1, 8],
    graphs: [1, 12],
    tokenizer: [0.3, 2],
    warmup: [0.5, 3],
    probeLag: [1, 10],
  },
  medium: {
    scheduled: [0, 2],
    sandbox: [1, 3],
    imports: [20, 75],
    fetch: [20, 120],
    read: [4, 30],
    transfer: [2, 15],
    compile: [30, 110],
    compileCached: [5, 16],
    cacheAlloc: [3, 13],
    graphs: [6, 50],
    tokenizer: [0.5, 3],
    warmup: [1, 4],
    probeLag: [1, 10],
  },
  large: {
    scheduled: [0, 5],
    sandbox: [2, 5],
    imports: [30, 95],
    fetch: [100, 750],
    read: [6, 30],
    transfer: [4, 15],
    compile: [50, 110],
    compileCached: [12, 20],
    cacheAlloc: [4, 15],
    graphs: [12, 45],
    tokenizer: [1, 4],
    warmup: [1, 6],
    probeLag: [1, 10],
  },
};

/** What a node that is not there yet, or that has nothing on it, adds. Sources: EKS startup guide, kaito#2325, BentoML. */
export const COLD_NODE = {
  provisioning: [90, 410],
  imagePull: [60, 360],
  imagePullStreamed: [2, 20],
} as const satisfies Record<string, RangeS>;

/** How often it goes out of the ordinary. The events are published; how often they happen is ours. */
export const OUTLIERS = {
  /** vllm#34399: torch.compile took 2,222 s. */
  endlessCompile: { chance: 0.002, seconds: 2222 },
  /** vllm#6319: an hour to start in a pod, the GPU at 0 %. Here a download that crawls. */
  crawlingFetch: { chance: 0.004, factor: 6 },
} as const;

/** KEDA looks every 30 s. */
export const SCALER_POLL_S = 30;

/** How much one load differs from another of the same model on the same kind of node: spread of the logarithm. Ours. */
export const SPREAD = { imports: 0.12, fetch: 0.25, weights: 0.15, compile: 0.1, graphs: 0.08 } as const;
