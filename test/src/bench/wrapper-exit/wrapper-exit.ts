import type { Benchmark } from '../result.js';
import { rounded } from '../statistics.js';
import type { Check, Outcome } from './check.js';
import { EXIT_CODES } from './exit-codes.js';
import { findInits } from './init.js';
import type { Init } from './init.js';
import { LINES_KEPT } from './lines.js';
import { SIGNALS } from './signals.js';
import { ZOMBIES } from './zombies.js';

/** Wrappers that run at a time. */
const AT_ONCE = 2;
const GROUPS = ['exit_codes', 'signals', 'zombies', 'lines'] as const satisfies readonly Outcome['group'][];

/** `coldstart run` below nothing, as process 1, and below tini: what becomes of codes, signals, orphans and lines. */
export const wrapperExit: Benchmark = {
  summary: 'exit codes, signals, zombies and lines of coldstart run, with and without an init above it',
  async run() {
    const begunMs = performance.now();
    const { inits, missing } = findInits();
    for (const line of missing) process.stderr.write(`${line}\n`);

    const outcomes: Outcome[] = [];
    const next = inits.flatMap((init) => checksFor(init).map((check) => ({ init, check }))).values();
    const work = async (): Promise<void> => {
      for (const { init, check } of next) {
        const found = await check(init);
        outcomes.push(...found);
        for (const each of found) if (!each.right) process.stderr.write(`${JSON.stringify(each)}\n`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));

    const groups = Object.fromEntries(
      GROUPS.map((group) => {
        const of = outcomes.filter((each) => each.group === group);
        return [group, `${of.filter(({ right }) => right).length} of ${of.length}`];
      }),
    );
    const right = outcomes.filter((each) => each.right).length;
    return {
      bench: 'wrapper-exit',
      figures: {
        ...groups,
        right,
        under: inits.map(({ name }) => name),
        missing,
        took_s: rounded((performance.now() - begunMs) / 1000, 1),
      },
      targets: { right: outcomes.length },
      // Half a matrix proves nothing.
      pass: right === outcomes.length && missing.length === 0,
    };
  },
};

function checksFor({ adopts }: Init): readonly Check[] {
  return [...EXIT_CODES, ...SIGNALS, ...(adopts ? ZOMBIES : []), ...LINES_KEPT];
}
