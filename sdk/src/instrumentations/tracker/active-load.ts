import type { Phase, WeightsSource } from '@coldstart/conventions';
import type { Load } from '../../types.js';

/** A load that hooks watch, and what they have seen of it. Times are Unix seconds. */
export interface ActiveLoad {
  readonly model: string;
  readonly load: Load;
  /** The host began it and says itself when it is ready. */
  readonly byHost: boolean;
  /** Calls of libraries that run. */
  running: number;
  /** First error of a call that the host made itself. */
  failure: { readonly error: unknown } | null;
  /** End of the last call. */
  lastActivityS: number;
  /** Bytes of weights that came over HTTP. */
  remoteBytes: number;
  /** Bytes of local files that are loaded, and of all that were begun. */
  loadedBytes: number;
  expectedBytes: number;
  source: WeightsSource | null;
  over: boolean;
  cancelCheck: () => void;
}

/** What a call of a library is about. */
export interface Call {
  readonly model: string;
  readonly server: string;
  /** `null`: it only holds the phases of others together. */
  readonly phase: Phase | null;
  /** Bytes of the local files that it reads; `null` where nobody knows. */
  readonly bytes?: number | null;
}
