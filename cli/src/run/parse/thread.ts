import { parentPort, workerData } from 'node:worker_threads';
import { LiveParser } from './live-parser.js';
import type { Told } from './live-parser.js';
import { KINDS } from './protocol.js';
import type { FromParser, ParserStart } from './protocol.js';
import { RingReader } from './ring.js';

/** How often a parser that does not know the server yet decides by what it has. */
const TICK_MS = 500;

const start = workerData as ParserStart;
const parser = new LiveParser(start);
const ring = new RingReader(start.ring);

function tell({ events, server }: Told, settled = false): void {
  if (events.length > 0 || server !== null || settled) {
    parentPort?.postMessage({ events, server, settled } satisfies FromParser);
  }
}

// The thread has nothing else to do, and ends when it is terminated.
for (;;) {
  const record = ring.next();
  if (record === null) {
    tell(parser.tick(Date.now() / 1000));
    ring.wait(TICK_MS);
  } else if (record.kind === KINDS.settle) {
    tell(parser.rest(record.atS), true);
  } else {
    tell(parser.read(record.bytes, record.kind, record.atS));
  }
}
