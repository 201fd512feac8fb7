import { BLOCK_H } from '../../prometheus/index.js';

/** A pod of the cluster that is asked about; times in Unix seconds. */
export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly node: string;
  readonly owner: string;
  /** Of the load of its model; `null` for a pod without a GPU. */
  readonly load: Load | null;
  readonly createdS: number;
  readonly scheduledS: number;
  readonly startedS: number;
  readonly readyS: number;
  readonly deletedS: number;
}

export interface Load {
  readonly model: string;
  readonly gpu: string;
  /** Starts of the phases, in order; the last one ends at `readyS`. */
  readonly phaseStartsS: readonly number[];
}

/** The day lies within one block. */
const BLOCK_S = BLOCK_H * 3600;
export const FROM_S = 9000 * BLOCK_S + 6 * 3600;
export const TO_S = FROM_S + 24 * 3600;

export const PHASES = [
  'runtime_init',
  'weights_fetch',
  'weights_load',
  'weights_read',
  'weights_transfer',
  'tokenizer_init',
  'compile',
  'cache_alloc',
  'graph_capture',
  'warmup',
] as const;

const GPU_SHARE = 0.25;
const MODELS = ['qwen', 'llama', 'mistral', 'gemma', 'phi'] as const;
const GPU_NAMESPACES = ['llm-a', 'llm-b'] as const;
const OTHER_NAMESPACES = ['web', 'data', 'batch'] as const;

/** `count` pods that come and go over a day, a quarter of them with a GPU and a model. The same for the same seed. */
export function clusterOf(count: number, seed: number): Pod[] {
  const random = randomOf(seed);
  const between = (low: number, high: number): number => low + random() * (high - low);
  const oneOf = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  return Array.from({ length: count }, (_, index) => {
    const hasGpu = index < count * GPU_SHARE;
    const model = oneOf(MODELS);
    const owner = hasGpu ? `${model}-7b9f${index % 10}c5d` : `svc-${index % 40}-6c8d${index % 10}f4`;
    const createdS = Math.floor(FROM_S + between(0, TO_S - FROM_S - 600));
    const scheduledS = createdS + Math.floor(between(0, hasGpu ? 120 : 3));
    const startedS = scheduledS + Math.floor(between(1, hasGpu ? 90 : 10));
    const loadS = hasGpu ? between(30, 300) : between(1, 20);
    const phaseStartsS = PHASES.map((__, nth) => startedS + 0.5 + (loadS * nth) / PHASES.length);
    const readyS = Math.ceil(startedS + 0.5 + loadS);
    return {
      namespace: oneOf<string>(hasGpu ? GPU_NAMESPACES : OTHER_NAMESPACES),
      name: `${owner}-${index.toString(36).padStart(5, '0')}`,
      uid: `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
      node: `node-${index % 50}`,
      owner,
      load: hasGpu ? { model, gpu: `GPU-${index.toString(16).padStart(8, '0')}`, phaseStartsS } : null,
      createdS,
      scheduledS,
      startedS,
      readyS,
      deletedS: Math.min(TO_S, readyS + Math.floor(between(1, 8) * 3600)),
    };
  });
}

/** Uniform in [0, 1). Source: Tommy Ettinger's mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
