/**
 * One real load in a process of its own. Arguments: the model's path, and `with` or `without` the SDK. Prints
 * milliseconds and bytes.
 */
import { say } from '../child/index.js';

const [path = '', mode] = process.argv.slice(2);

const coldstart =
  mode === 'with' ? (await import('@coldstart/sdk')).startColdstart({ metricsPort: 0 }) : null;
const { InferenceSession, Tensor } = await import('onnxruntime-node');
const input = { input_ids: new Tensor('int64', new BigInt64Array(8), [1, 8]) };

const cpu = process.threadCpuUsage();
const begun = performance.now();
const load = coldstart?.startLoad({ model: 'bench' });
const create = () => InferenceSession.create(path);
const session = await (load?.phase('weights_load', create) ?? create());
const infer = () => session.run(input);
await (load?.phase('warmup', infer) ?? infer());
load?.ready();
const loadMs = performance.now() - begun;
const { user, system } = process.threadCpuUsage(cpu);

say({
  loadMs,
  cpuMs: (user + system) / 1000,
  wallMs: performance.now(),
  rssBytes: process.memoryUsage.rss(),
});
await coldstart?.shutdown();
