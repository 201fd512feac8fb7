import { basename } from 'node:path';
import type { Exit } from './process/index.js';

/**
 * How a server ended that was not ready yet, for a person.
 *
 * @param outOfMemory the kernel has killed a process of our control group for want of memory meanwhile
 */
export function howItEnded({ code, signal, error }: Exit, command: string, outOfMemory: boolean): string {
  const name = basename(command);
  if (error !== undefined) {
    return `${name} could not be started: ${error.message}`;
  }
  const how = signal === null ? `ended with exit code ${code ?? 0}` : `was ended by ${signal}`;
  const why = outOfMemory ? ': the kernel killed a process of the container for want of memory' : '';
  return `${name} ${how} before it was ready${why}`;
}

const ASKS: ReadonlySet<string | null> = new Set(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']);

/** Whether somebody asked it to end. */
export function wasAsked({ signal }: Exit): boolean {
  return ASKS.has(signal);
}
