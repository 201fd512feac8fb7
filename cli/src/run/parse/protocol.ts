import type { LogEvent, Profile } from '../../log/index.js';

/** A line and when it arrived, Unix seconds. */
export interface ArrivedLine {
  readonly text: string;
  readonly atS: number;
}

/** What the thread is started with. */
export interface ParserStart {
  /** A host before what may run inside it. */
  readonly profiles: readonly Profile[];
  /** The server, where the command told; `null` finds out by the lines. */
  readonly server: string | null;
}

/** Main thread → parser; `[]` asks an undecided parser to decide by what it has. */
export type ToParser = readonly ArrivedLine[];

/** Parser → main thread. Times of events are Unix seconds. */
export interface FromParser {
  readonly events: readonly LogEvent[];
  /** The server that the lines told of, once. */
  readonly server: string | null;
  /** How many lines this is the answer to. */
  readonly read: number;
}
