/**
 * A server that gets into a phase and dies there. Arguments: folder of the journal, phase, death. Prints its own
 * process id, and that of its child where it has one, before it dies or waits to be killed.
 */
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { startColdstart } from '@coldstart/sdk';
import { isPhase } from '@coldstart/conventions';
import { MODEL } from './model.js';

const [, , folder = '', phase = '', death = ''] = process.argv;
if (!isPhase(phase)) {
  throw new RangeError(`unknown phase ${phase}`);
}

const coldstart = startColdstart({ metricsPort: 0, journalDir: folder });
await coldstart.metricsUrl();
const load = coldstart.startLoad({ model: MODEL });
// A phase that is over, and one around: neither must be taken for the one that it died in.
load.begin(phase === 'runtime_init' ? 'tokenizer_init' : 'runtime_init').end();
if (phase === 'weights_read' || phase === 'weights_transfer') {
  load.begin('weights_load');
}
load.begin(phase);

const grandchild = death === 'group' ? spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']) : null;
// Straight to the pipe: what is buffered would die with us.
writeSync(1, `${JSON.stringify({ pid: process.pid, grandchild: grandchild?.pid ?? null })}\n`);

switch (death) {
  case 'throw':
    setImmediate(() => {
      throw new Error('nothing catches this');
    });
    break;
  case 'exit':
    process.exit(3);
    break;
  case 'abort':
    process.abort();
    break;
  case 'heap':
    for (const hoard: number[][] = []; ;) {
      hoard.push(Array.from({ length: 10_000 }, (_, index) => index + 0.5));
    }
    break;
  default:
    // As a native load blocks the main thread: until somebody kills the process.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
