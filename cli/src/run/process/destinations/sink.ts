import type { Writable } from 'node:stream';
import type { Destination } from './destination.js';
import { FileSink, openTerminalSink } from './file-sink.js';

/**
 * The way to a destination. It emits `error` only when nobody reads there any more.
 *
 * @param say is told what a person should know, one line at a time
 */
export function openSink({ fd, kind }: Destination, say: (line: string) => void): Writable {
  // A second stream on a pipe would be deaf: an event loop watches each descriptor once.
  const own = fd === 1 ? process.stdout : process.stderr;
  // For all that is written there, by whomever, also later: a reader that went away is no reason to die.
  own.on('error', ignore);
  if (kind === 'stream') return own;
  return kind === 'terminal' ? openTerminalSink(fd, say) : new FileSink(fd, say);
}

function ignore(): void {
  // Whoever forwards to it listens for itself.
}
