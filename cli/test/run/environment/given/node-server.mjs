// A Node server that has the SDK itself.
import { startColdstart } from '@coldstart/sdk';

const coldstart = startColdstart();
const load = coldstart.startLoad({ model: 'm' });
load.ready();
process.stdout.write(
  `${JSON.stringify({ metricsUrl: await coldstart.metricsUrl(), traceParent: load.traceParent() })}\n`,
);
await coldstart.shutdown();
