/** Prints what the begin and the end of a phase cost the main thread, journal and all. Argument: a folder. */
import { startColdstart } from '@coldstart/sdk';
import { say } from '../child/index.js';

const ROUNDS = 2000;

const coldstart = startColdstart({ metricsPort: 0, journalDir: process.argv[2] ?? null });
await coldstart.metricsUrl();
const load = coldstart.startLoad({ model: 'bench' });
const marksUs: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const begun = performance.now();
  load.begin('warmup').end();
  marksUs.push(((performance.now() - begun) * 1000) / 2);
}
load.ready();
say({ marksUs });
await coldstart.shutdown();
