import type { ClockReading } from '../clock.js';
import type { Config } from '../config/index.js';
import type { AbandonedLoad } from '../journal/index.js';
import type { LoadState, Transition } from '../load/index.js';
import type { QueueSnapshot } from '../queue/index.js';
import type { Observation } from '../signals/index.js';

/** What the worker is started with. */
export interface WorkerStart {
  readonly config: Config;
  readonly clock: ClockReading;
  /** Earlier attempts that died. */
  readonly abandoned: readonly AbandonedLoad[];
  /** The journal of this process; `null` keeps none. */
  readonly journal: string | null;
  /** The loads there are already, where a worker before this one crashed. */
  readonly loads: readonly LoadMessage[];
}

/** A load as it is now. `load` numbers the loads of this process. */
export interface LoadMessage {
  readonly type: 'load';
  readonly load: number;
  readonly state: LoadState;
}

/** Main thread → worker. */
export type ToWorker =
  | LoadMessage
  | { readonly type: 'transition'; readonly load: number; readonly transition: Transition }
  | { readonly type: 'queue'; readonly queue: QueueSnapshot }
  | { readonly type: 'flush'; readonly request: number }
  | { readonly type: 'shutdown'; readonly request: number };

/** Worker → main thread. */
export type FromWorker =
  | { readonly type: 'listening'; readonly url: string | null; readonly port: number | null }
  | { readonly type: 'done'; readonly request: number }
  /** The spans and the log record of an abandoned load were taken by the receiver. */
  | { readonly type: 'reported'; readonly id: string }
  /** All series at this moment, where the main thread is the one that exports. */
  | { readonly type: 'observed'; readonly observations: readonly Observation[] }
  | { readonly type: 'diagnostic'; readonly level: 'error' | 'warn'; readonly message: string };
