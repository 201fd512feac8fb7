import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Conduit } from './conduit.js';

/** A root file system that is read-only still has the second. */
const FOLDERS = [tmpdir(), '/dev/shm'];

/** Only we, like a pipe without a name. */
const MODE = '600';

/**
 * Pipes of the kernel. What Node makes itself are sockets, and a program that opens `/dev/stdout` by name, as many
 * set up their logs, fails on those. Takes about 4 ms.
 *
 * @param widen makes one hold more, where that can be done
 * @throws Error that says what is missing
 */
export function openFifos(count: number, widen: (fd: number) => void): readonly Conduit[] {
  const folder = makeFolder();
  try {
    const paths = Array.from({ length: count }, (_, index) => join(folder, String(index)));
    const { error, status, stderr } = spawnSync('mkfifo', ['-m', MODE, ...paths], { encoding: 'utf8' });
    if (error !== undefined) throw error;
    if (status !== 0) throw new Error(stderr.trim());
    return paths.map((path) => openFifo(path, widen));
  } finally {
    // Nobody else shall open them. Whoever holds an end still opens it through /proc.
    rmSync(folder, { recursive: true, force: true });
  }
}

function makeFolder(): string {
  const errors: string[] = [];
  for (const parent of FOLDERS) {
    try {
      return mkdtempSync(join(parent, 'coldstart-'));
    } catch (error) {
      errors.push((error as Error).message);
    }
  }
  throw new Error(errors.join('; '));
}

function openFifo(path: string, widen: (fd: number) => void): Conduit {
  // In this order neither waits for the other; the child's end stays blocking, as programs expect.
  const ourEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const childEnd = openSync(path, constants.O_WRONLY);
  widen(ourEnd);
  return {
    childEnd,
    open() {
      closeSync(childEnd);
      return [new Socket({ fd: ourEnd, readable: true, writable: false })];
    },
    resize() {
      // It has none.
    },
  };
}
