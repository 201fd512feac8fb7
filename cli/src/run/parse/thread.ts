import { parentPort, workerData } from 'node:worker_threads';
import { LiveParser } from './live-parser.js';
import type { ParserStart, ToParser } from './protocol.js';

const parser = new LiveParser(workerData as ParserStart);

parentPort?.on('message', (lines: ToParser) => {
  parentPort?.postMessage(parser.read(lines, Date.now() / 1000));
});
