/**
 * A wrapper and nothing else: `node wrap.mjs COMMAND ARG…`. What it says to a person goes to the file WRAP_SAYS as
 * lines, and what it has seen to the file WRAP_SEES as JSON (`Sight` in `wrapped.ts`), when it is about to end.
 */
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodeOf, forwardSignals, reapOrphans, startChild } from '../../../../dist/run/process/index.js';

const [command = '', ...args] = process.argv.slice(2);
const { WRAP_SAYS, WRAP_SEES, WRAP_STOPS_AT, WRAP_FAILS_AT, WRAP_WAITS_FOR, WRAP_SIGNALS, ...env } =
  process.env;

const say = (line) => {
  if (WRAP_SAYS) appendFileSync(WRAP_SAYS, `${line}\n`);
};
const seen = { stdout: 0, stderr: 0 };
/** The start comes when a file is there, where one is to be waited for. */
const mayStart = async () => {
  if (WRAP_WAITS_FOR === undefined) return;
  // When signals are listened to.
  await null;
  say('waits');
  while (!existsSync(WRAP_WAITS_FOR)) await sleep(20);
};
const start = () =>
  startChild({
    command,
    args,
    env,
    signals: WRAP_SIGNALS ?? 'group',
    say,
    onOutput(chunk, stream) {
      seen[stream] += chunk.length;
      if (seen.stdout >= Number(WRAP_FAILS_AT ?? Infinity)) throw new Error('an observer that fails');
      if (seen.stdout >= Number(WRAP_STOPS_AT ?? Infinity)) starting.then((child) => child.stopObserving());
    },
  });
const starting = mayStart().then(start);
forwardSignals(starting);
const child = await starting;
void reapOrphans((pid) => pid === child.pid, say);

const exit = await child.exited;
const exitedMs = performance.now();
const drain = await child.drained;
if (WRAP_SEES) {
  const sight = {
    ...seen,
    startedS: child.startedS,
    drain,
    drainMs: performance.now() - exitedMs,
    maxRssBytes: process.resourceUsage().maxRSS * 1024,
  };
  writeFileSync(WRAP_SEES, JSON.stringify(sight));
}
process.exitCode = exitCodeOf(exit);
if (drain === 'cut') process.exit();
