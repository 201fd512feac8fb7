import type { LogEvent, Profile } from '../../log/index.js';

/** What the thread is started with. */
export interface ParserStart {
  /** A host before what may run inside it. */
  readonly profiles: readonly Profile[];
  /** The server, where the command told; `null` finds out by the lines. */
  readonly server: string | null;
  /** Whether a line that says ready is the end; else somebody asks the server. */
  readonly stopsAtReady: boolean;
  /** Where the output of the server comes from, piece by piece. */
  readonly ring: SharedArrayBuffer;
}

/** Kinds of what comes through the ring: a piece of an output, or that no more comes for now. */
export const KINDS = { stdout: 0, stderr: 1, settle: 2 } as const;

/** Parser → main thread. Times of events are Unix seconds. */
export interface FromParser {
  readonly events: readonly LogEvent[];
  /** The server that the lines told of, once. */
  readonly server: string | null;
  /** All that was written before `settle` has been read. */
  readonly settled: boolean;
}
