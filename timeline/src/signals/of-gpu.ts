import type { Meaning, Signal } from './signal.js';

const KINDS: ReadonlySet<Meaning['kind']> = new Set<Meaning['kind']>([
  'gpu_activity',
  'gpu_memory',
  'gpu_energy',
]);

/** Whether a row speaks of a GPU, which at times no pod holds. */
export function isOfGpu({ meaning }: Pick<Signal, 'meaning'>): boolean {
  return KINDS.has(meaning.kind);
}
