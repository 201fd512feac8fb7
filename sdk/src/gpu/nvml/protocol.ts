import type { GpuReading } from '../reading.js';

/** What the process that asks the driver is started with, as its argument in JSON. */
export interface AskerStart {
  readonly path: string | null;
}

/** To it, each time that readings are wanted. */
export type ToAsker = 'read';

/** From it: first whether there is a GPU, then an answer to each question. */
export type FromAsker =
  | { readonly type: 'open'; readonly found: boolean }
  | {
      readonly type: 'readings';
      readonly readings: readonly GpuReading[];
      /** Why a GPU is missing from them, for a person. */
      readonly failures: readonly string[];
    }
  | { readonly type: 'error'; readonly message: string };
