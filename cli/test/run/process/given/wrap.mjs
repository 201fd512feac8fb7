/**
 * A wrapper and nothing else: `node wrap.mjs COMMAND ARG…`. What it says to a person goes to the file WRAP_SAYS, and
 * what it saw of the output, as sizes, to the file WRAP_SEES; its peak of memory and its drain come last there.
 */
import { appendFileSync } from 'node:fs';
import { exitCodeOf, forwardSignals, reapOrphans, startChild } from '../../../../dist/run/process/index.js';

const [command = '', ...args] = process.argv.slice(2);
const { WRAP_SAYS, WRAP_SEES, WRAP_STOP_AFTER, ...env } = process.env;

const say = (line) => {
  if (WRAP_SAYS) appendFileSync(WRAP_SAYS, `${line}\n`);
};
const seen = { stdout: 0, stderr: 0 };
const starting = startChild({
  command,
  args,
  env,
  say,
  onOutput(chunk, stream) {
    seen[stream] += chunk.length;
    if (WRAP_STOP_AFTER && seen[stream] >= Number(WRAP_STOP_AFTER))
      starting.then((child) => child.stopObserving());
  },
});
forwardSignals(starting);
const child = await starting;
void reapOrphans((pid) => pid === child.pid, say);

const exit = await child.exited;
const exitedMs = performance.now();
const drain = await child.drained;
if (WRAP_SEES) {
  const { maxRSS } = process.resourceUsage();
  const drainedMs = Math.round(performance.now() - exitedMs);
  appendFileSync(
    WRAP_SEES,
    JSON.stringify({ ...seen, drain, drainedMs, maxRssKb: maxRSS, error: exit.error?.code }),
  );
}
process.exitCode = exitCodeOf(exit);
if (drain === 'cut') process.exit();
