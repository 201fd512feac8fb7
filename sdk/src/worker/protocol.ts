import type { Config } from '../config/index.js';
import type { LoadIdentity, Transition } from '../load/index.js';

/** What the worker is started with. */
export interface WorkerStart {
  readonly config: Config;
}

/** Main thread → worker. `load` numbers the loads of this process. */
export type ToWorker =
  | { readonly type: 'load'; readonly load: number; readonly identity: LoadIdentity }
  | { readonly type: 'transition'; readonly load: number; readonly transition: Transition }
  | { readonly type: 'flush'; readonly request: number }
  | { readonly type: 'shutdown'; readonly request: number };

/** Worker → main thread. */
export type FromWorker =
  | { readonly type: 'listening'; readonly url: string | null }
  | { readonly type: 'done'; readonly request: number }
  | { readonly type: 'diagnostic'; readonly level: 'error' | 'warn'; readonly message: string };
