import type { Reading } from '../read/index.js';

type Labels = Readonly<Record<string, string>>;

/** Which GPU, or which instance of one under MIG, a series speaks of. */
export interface Device {
  readonly id: string;
  /** Unique in the cluster. */
  readonly key: string;
  /** Without the instance: where a MIG instance lies. Unique in the cluster. */
  readonly board: string;
  readonly name: string;
  /** Product name of the GPU; empty where no label tells. */
  readonly product: string;
  /** An instance of a GPU in MIG mode. */
  readonly mig: boolean;
}

/** Labels whose values no two GPUs share, then those that number the GPUs of a node. */
const UNIQUE = ['UUID', 'uuid', 'serial_number'] as const;
const OF_NODE = ['hw_id', 'device', 'gpu', 'gpu_id'] as const;

/** How NVIDIA begins the identifier of a GPU and of a MIG instance, which the sampler inside the pod gives as `hw_id`. */
const NVIDIA_UUID = /^(?:GPU|MIG)-/;

export function deviceOf({ series, signal, who }: Reading): Device {
  const { labels } = series;
  const unique = firstOf(labels, UNIQUE);
  const numbered = firstOf(labels, OF_NODE);
  const part = instanceOf(labels);
  const whole = unique || numbered;
  const within = (device: string): string => (part ? `${device}/${part}` : device);
  const own = JSON.stringify([who.namespace, who.pod]);
  const host = signal.source === 'coldstart' ? own : who.node || labels['instance'] || '';
  const board = unique || NVIDIA_UUID.test(numbered) ? whole : `${host}/${whole}`;
  return {
    id: within(whole),
    key: within(board),
    board,
    name: nameOf(labels),
    product: productOf(labels),
    mig: isMig(labels) || whole.startsWith('MIG-'),
  };
}

/** `GPU_I_ID` under MIG; a partition of an AMD GPU but the first, which alone is told as the GPU. */
function instanceOf(labels: Labels): string {
  const partition = labels['gpu_partition_id'] ?? '';
  return labels['GPU_I_ID'] || (partition === '0' ? '' : partition);
}

function isMig(labels: Labels): boolean {
  return Boolean(labels['GPU_I_ID'] || labels['GPU_I_PROFILE'] || labels['dra_mig_profile']);
}

function nameOf(labels: Labels): string {
  const index = labels['gpu'] || labels['gpu_id'];
  const numbered = index ? `GPU ${index}` : labels['device'] || 'GPU';
  const profile = labels['GPU_I_PROFILE'] || labels['dra_mig_profile'];
  return [numbered, productOf(labels), profile].filter(Boolean).join(' ');
}

function productOf(labels: Labels): string {
  return firstOf(labels, ['modelName', 'hw_name', 'card_model', 'dev_name']);
}

function firstOf(labels: Labels, names: readonly string[]): string {
  return names.map((name) => labels[name]).find(Boolean) ?? '';
}
