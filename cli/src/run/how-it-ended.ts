import { basename } from 'node:path';
import type { Exit } from './process/index.js';

export interface Ending {
  readonly exit: Exit;
  /** The program. */
  readonly command: string;
  /** The signal that asked it to end; `null` for none. */
  readonly askedBy: NodeJS.Signals | null;
  /** The kernel has killed a process of our control group for want of memory meanwhile. */
  readonly outOfMemory: boolean;
}

/** How a server ended that was not ready yet, for a person. */
export function howItEnded({ exit, command, askedBy, outOfMemory }: Ending): string {
  const { code, signal, error } = exit;
  const name = basename(command);
  if (error !== undefined) {
    return `${name} could not be started: ${error.message}`;
  }
  const how = signal === null ? `ended with exit code ${code ?? 0}` : `was ended by ${signal}`;
  const asked = askedBy === null || askedBy === signal ? '' : ` after it got ${askedBy}`;
  const why = outOfMemory ? ': the kernel killed a process of the container for want of memory' : '';
  return `${name} ${how}${asked} before it was ready${why}`;
}
