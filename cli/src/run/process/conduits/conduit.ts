import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';

/** A way on which the child's output comes to us. */
export interface Conduit {
  /** What the child gets as a descriptor; `pipe`: Node makes a socket for each. */
  readonly childEnd: number | 'pipe';
  /**
   * After the spawn, well or ill: opens what can be read, and closes our copy of the child's end, so that the output
   * ends with the last process that holds it.
   */
  open(child: ChildProcess | null): readonly Readable[];
  /** Follows the size of the terminal that stands behind it. */
  resize(): void;
}
