import type { Outcome, Phase, WeightsSource } from '@coldstart/conventions';

/**
 * What a Python process can be at, in the words of the hook (`cli/python/`), and the phase that it counts for. `null`:
 * a group whose time is that of what happens inside it.
 */
export const ACTIVITIES = {
  import: 'runtime_init',
  cuda_init: 'runtime_init',
  model: null,
  pipeline: null,
  tokenizer: 'tokenizer_init',
  fetch: 'weights_fetch',
  load: 'weights_load',
  read: 'weights_read',
  transfer: 'weights_transfer',
  compile: 'compile',
  graph: 'graph_capture',
  generate: null,
} as const satisfies Record<string, Phase | null>;

export type Activity = keyof typeof ACTIVITIES;

export function isActivity(word: string): word is Activity {
  return Object.hasOwn(ACTIVITIES, word);
}

/** One stretch of one activity in one process. */
export interface Stretch {
  readonly activity: Activity;
  /**
   * The phase that it counts for. `null` for a group, and for imports and CUDA's set-up once loading has begun: a phase
   * runs from its first begin to its last end, so `runtime_init` would cover the others.
   */
  readonly phase: Phase | null;
  readonly pid: number;
  /** Unlike that of every other stretch: phases of ranks and threads overlap. */
  readonly lane: string;
  /** Model, file, module or function; `null` where there is none. */
  readonly name: string | null;
  /** The activity that it is a part of. */
  readonly within: Activity | null;
}

/** What the hook tells. Times are Unix seconds on the wrapper's clock. */
export type PythonEvent =
  | {
      readonly type: 'hello';
      readonly pid: number;
      readonly parentPid: number;
      /** E.g. `cpython 3.11.7`. */
      readonly python: string;
      readonly atS: number;
    }
  | (Stretch & { readonly type: 'begin'; readonly atS: number })
  | (Stretch & {
      readonly type: 'end';
      readonly atS: number;
      readonly outcome: Outcome;
      /** Of weights read or fetched; `null` where nobody knows. */
      readonly bytes: number | null;
    })
  /** Bytes of weights so far, over all processes. */
  | { readonly type: 'progress'; readonly bytes: number; readonly expectedBytes: number | null }
  | { readonly type: 'source'; readonly source: WeightsSource; readonly pid: number }
  /** The first `generate` of a process: a warm-up where the server is not ready yet, else the first request. */
  | {
      readonly type: 'first_generate';
      readonly edge: 'begin' | 'end';
      readonly atS: number;
      readonly pid: number;
      readonly outcome: Outcome;
    }
  /** `error`: the exception that ended it. `clean`: it said so itself; else its connection broke. */
  | {
      readonly type: 'exit';
      readonly pid: number;
      readonly atS: number;
      readonly clean: boolean;
      readonly error: string | null;
    }
  /** A failure of the hook itself, which the program does not notice. */
  | { readonly type: 'diagnostic'; readonly pid: number; readonly message: string };
