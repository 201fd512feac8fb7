import type { Destination } from '../destinations/index.js';
import { loadLibc, widenPipe } from '../native/index.js';
import type { Conduit } from './conduit.js';
import { openFifos } from './fifo.js';
import { openSocket } from './socket.js';
import { openTerminal } from './terminal.js';

export interface Route {
  readonly destination: Destination;
  readonly conduit: Conduit;
}

/**
 * The best conduit that can be had for each destination: a terminal for a terminal, else a pipe of the kernel, else a
 * socket.
 *
 * @param say is told what could not be had, and what that means
 */
export async function openRoutes(
  destinations: readonly Destination[],
  say: (line: string) => void,
): Promise<readonly Route[]> {
  const terminals = await openTerminals(
    destinations.filter(({ kind }) => kind === 'terminal'),
    say,
  );
  const others = destinations.filter((each) => !terminals.some(({ destination }) => destination === each));
  return [...terminals, ...(await openPipes(others, say))];
}

async function openTerminals(
  destinations: readonly Destination[],
  say: (line: string) => void,
): Promise<readonly Route[]> {
  if (destinations.length === 0) return [];
  try {
    const libc = await loadLibc();
    if (libc === null) throw new Error('the package koffi is not there');
    return destinations.map((destination) => ({ destination, conduit: openTerminal(libc, destination.fd) }));
  } catch (error) {
    say(`the server writes to a pipe instead of a terminal: ${(error as Error).message}`);
    return [];
  }
}

/** What a socket of the kernel holds, about. */
const PIPE_BYTES = 256 * 1024;

async function openPipes(
  destinations: readonly Destination[],
  say: (line: string) => void,
): Promise<readonly Route[]> {
  if (destinations.length === 0) return [];
  const libc = await loadLibc();
  const widen = (fd: number): void => {
    if (libc !== null) widenPipe(libc, fd, PIPE_BYTES);
  };
  try {
    return openFifos(destinations.length, widen).map((conduit, index) => ({
      destination: destinations[index] as Destination,
      conduit,
    }));
  } catch (error) {
    say(`a server that opens /dev/stdout or /dev/stderr by name will fail: ${(error as Error).message}`);
    return destinations.map((destination) => ({ destination, conduit: openSocket(destination) }));
  }
}
