import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

/** A root file system that is read-only still has the second. */
const FOLDERS = [tmpdir(), '/dev/shm'];
/** Of `sockaddr_un`: a longer path cannot be listened on. */
const LONGEST_PATH = 107;
/** Processes of one server, workers of its compiler included. */
const MOST_CONNECTIONS = 2048;
/** The last lines of processes that have ended are still in the socket. */
const DRAIN_MS = 200;

export interface Listener {
  /** As `COLDSTART_PYTHON_SOCKET` says it. */
  readonly address: string;
  /** Reads what is still on its way, at most for a moment, and removes the socket. Idempotent. */
  close(): Promise<void>;
}

/**
 * Listens where only we and processes of our user can reach: in a folder of ours, or, where no folder can be made,
 * under an abstract name that nobody can guess.
 */
export async function listenForPython(onConnection: (socket: Socket) => void): Promise<Listener> {
  const open = new Set<Socket>();
  let accepted = 0;
  const folder = makeFolder();
  const path = folder === null ? `\0coldstart-${randomUUID()}` : join(folder, 'python');
  const server = createServer((socket) => {
    accepted += 1;
    open.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => open.delete(socket));
    socket.unref();
    onConnection(socket);
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.unref();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
  } catch (error) {
    remove(folder);
    throw error;
  }
  server.on('error', () => undefined);

  let closing: Promise<void> | null = null;
  return {
    address: path.replace(/^\0/, '@'),
    close: () => (closing ??= shut()),
  };

  async function shut(): Promise<void> {
    // Processes that lived shortly may have ended before we took their connections, of which each turn takes one.
    const latestMs = performance.now() + DRAIN_MS;
    let before: number;
    do {
      before = accepted;
      await setImmediate();
      await setImmediate();
    } while (accepted > before && performance.now() < latestMs);
    const closed = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    const timer = setTimeout(() => {
      for (const socket of open) socket.destroy();
    }, DRAIN_MS);
    await Promise.all([closed, ...Array.from(open, whenClosed)]);
    clearTimeout(timer);
    remove(folder);
  }
}

function whenClosed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
}

function makeFolder(): string | null {
  for (const parent of FOLDERS) {
    try {
      const folder = mkdtempSync(join(parent, 'coldstart-'));
      if (Buffer.byteLength(join(folder, 'python')) <= LONGEST_PATH) return folder;
      remove(folder);
    } catch {
      // The next one, then.
    }
  }
  return null;
}

function remove(folder: string | null): void {
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
}
