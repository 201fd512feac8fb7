/** `npm run bench -- NAME`: the last line is the result as JSON; exit 0 only if it passes. */
import { accuracy } from './accuracy/index.js';
import { boundaries } from './boundaries/index.js';
import { metricsWhileBlocked } from './blocked/index.js';
import { killMatrix } from './kill-matrix/index.js';
import { sdkOverhead } from './overhead/index.js';
import { logThroughput } from './log-throughput/index.js';
import { queryCost } from './query-cost/index.js';
import type { Benchmark } from './result.js';
import { timelineScale } from './timeline-scale/index.js';
import { wrapperExit } from './wrapper-exit/index.js';

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  accuracy,
  boundaries,
  'metrics-while-blocked': metricsWhileBlocked,
  'kill-matrix': killMatrix,
  'sdk-overhead': sdkOverhead,
  'wrapper-exit': wrapperExit,
  'log-throughput': logThroughput,
  'query-cost': queryCost,
  'timeline-scale': timelineScale,
};

const name = process.argv[2] ?? '';
const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
if (benchmark === undefined) {
  const known = Object.entries(BENCHMARKS).map(([each, { summary }]) => `  ${each}  ${summary}\n`);
  process.stderr.write(`usage: npm run bench -- NAME\n\n${known.join('')}`);
  process.exitCode = 2;
} else {
  const result = await benchmark.run();
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exitCode = result.pass ? 0 : 1;
}
