/** Who knows a phase: the cluster (kube-state-metrics, events) or the server process (SDK, wrapper). */
export type PhaseOrigin = 'cluster' | 'server';

export interface PhaseDefinition {
  readonly origin: PhaseOrigin;
  /** From which moment to which. */
  readonly extent: string;
  /** What a person reads in a legend. */
  readonly title: string;
  /** The phase that usually encloses this one. Time decides; this breaks a tie of equal extents. */
  readonly parent?: string;
}

/**
 * The phases of a cold start, in their usual order. They may nest and overlap, so their durations are never
 * summed; `@coldstart/timeline` computes leaves, overlaps and the unattributed rest.
 */
export const PHASES = {
  scheduling: {
    origin: 'cluster',
    title: 'Scheduling',
    extent: 'pod created → bound to a node (node provisioning falls here)',
  },
  image_pull: {
    origin: 'cluster',
    title: 'Image pull',
    extent: 'image pull start → end',
    parent: 'container_start',
  },
  init: {
    origin: 'cluster',
    title: 'Init containers',
    extent: 'first init container start → last init container end',
    parent: 'container_start',
  },
  container_start: {
    origin: 'cluster',
    title: 'Container start',
    extent: 'bound to a node, or image pulled → main container started',
  },
  runtime_init: {
    origin: 'server',
    title: 'Runtime init',
    extent: 'process start → framework ready: imports, CUDA context, distributed init',
  },
  weights_fetch: {
    origin: 'server',
    title: 'Weights fetch',
    extent: 'remote → local storage (absent on a cache hit)',
    parent: 'init',
  },
  weights_load: {
    origin: 'server',
    title: 'Weights load',
    extent: 'local storage → GPU memory',
  },
  weights_read: {
    origin: 'server',
    title: 'Weights read',
    extent: 'disk or page cache → host memory',
    parent: 'weights_load',
  },
  weights_transfer: {
    origin: 'server',
    title: 'Weights transfer',
    extent: 'host memory → GPU memory',
    parent: 'weights_load',
  },
  tokenizer_init: {
    origin: 'server',
    title: 'Tokenizer init',
    extent: 'tokenizers and processors',
  },
  compile: {
    origin: 'server',
    title: 'Compile',
    extent: 'torch.compile, engine build, kernel JIT',
  },
  cache_alloc: {
    origin: 'server',
    title: 'Cache allocation',
    extent: 'memory profiling and KV-cache allocation',
  },
  graph_capture: {
    origin: 'server',
    title: 'Graph capture',
    extent: 'CUDA graphs',
  },
  warmup: {
    origin: 'server',
    title: 'Warm-up',
    extent: 'first inferences before ready',
  },
  readiness: {
    origin: 'cluster',
    title: 'Readiness',
    extent: 'server ready → pod Ready (probe lag)',
  },
} as const satisfies Record<string, PhaseDefinition>;

export type Phase = keyof typeof PHASES;

/** The phases in their usual order. */
export const PHASE_NAMES = Object.keys(PHASES) as readonly Phase[];

export function isPhase(name: string): name is Phase {
  return Object.hasOwn(PHASES, name);
}
