/**
 * One real load in a process of its own, by a server that knows nothing of the SDK: with it, Node gets its flag.
 * Argument: the model's path. Prints milliseconds and bytes.
 */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { say } from '../child/index.js';

const input = { input_ids: new Tensor('int64', new BigInt64Array(8), [1, 8]) };
const cpu = process.threadCpuUsage();
const begun = performance.now();
const session = await InferenceSession.create(process.argv[2] ?? '');
await session.run(input);
const loadMs = performance.now() - begun;
const { user, system } = process.threadCpuUsage(cpu);

say({
  loadMs,
  cpuMs: (user + system) / 1000,
  wallMs: performance.now(),
  rssBytes: process.memoryUsage.rss(),
});
process.exit();
