/** The next start after a death. Argument: folder of the journal. Prints what its `/metrics` says in mid-load. */
import { startColdstart } from '@coldstart/sdk';
import { MODEL } from './model.js';

const coldstart = startColdstart({ metricsPort: 0, journalDir: process.argv[2] ?? '' });
const url = await coldstart.metricsUrl();
const load = coldstart.startLoad({ model: MODEL });
load.begin('weights_load');
await coldstart.flush();
const text = url === null ? '' : await (await fetch(url)).text();
load.ready();
process.stdout.write(`${JSON.stringify({ text })}\n`);
await coldstart.shutdown();
