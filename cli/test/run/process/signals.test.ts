import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  AS_PROCESS_1,
  canBeProcess1,
  givenFolder,
  hasTini,
  onlyChildOf,
  RECORDER,
  stateOf,
  textOf,
  until,
  wrapped,
  type WrappedOptions,
} from './given/wrapped.js';

const FORWARDED = [
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGWINCH',
  'SIGCONT',
] as const;

/** A child that writes down its signals, and a child of the child that does so too. */
async function recorded(options: WrappedOptions = {}) {
  const file = join(givenFolder(), 'signals');
  const run = wrapped([process.execPath, RECORDER, file, '2'], options);
  const lines = (): readonly string[] => textOf(file).split('\n').filter(Boolean);
  const pidOf = (who: string): number =>
    Number(
      lines()
        .find((line) => line.startsWith(`${who} ready `))
        ?.split(' ')[2],
    );
  await until(() => lines().filter((line) => line.includes(' ready ')).length === 2);
  // The wrapper is killed, and leaves its child; below `unshare` the namespace ends with it.
  if (options.under === undefined) {
    onTestFinished(() => {
      if (stateOf(pidOf('child')) !== '') process.kill(-pidOf('child'), 'SIGKILL');
    });
  }
  return {
    run,
    child: pidOf('child'),
    grandchild: pidOf('grandchild'),
    /** What was written down, in order; `who` is `child` or `grandchild`. */
    signals: (who: string): readonly string[] =>
      lines().flatMap((line) => {
        const [by, what = ''] = line.split(' ');
        return by === who && what !== 'ready' ? [what] : [];
      }),
  };
}

/** Sends one after the other, each when the one before has arrived, and then waits for what should not come. */
async function sendAll(
  pid: number,
  signals: (who: string) => readonly string[],
  what: readonly NodeJS.Signals[],
): Promise<void> {
  for (const [index, signal] of what.entries()) {
    process.kill(pid, signal);
    await until(() => signals('child').length > index && signals('grandchild').length > index);
  }
  await sleep(300);
}

describe('signals', () => {
  it('reach the child and the children in its group, once each', async () => {
    const { run, signals } = await recorded();
    await sendAll(run.process.pid ?? 0, signals, FORWARDED);
    expect(signals('child')).toEqual(FORWARDED);
    expect(signals('grandchild')).toEqual(FORWARDED);
    run.process.kill('SIGTERM');
    await until(() => signals('child').length > FORWARDED.length);
    expect(run.process.exitCode).toBeNull();
  });

  it('reach the child alone where it ends its own children in order', async () => {
    const { run, signals } = await recorded({ env: { WRAP_SIGNALS: 'process' } });
    run.process.kill('SIGTERM');
    await until(() => signals('child').length === 1);
    await sleep(300);
    expect(signals('child')).toEqual(['SIGTERM']);
    expect(signals('grandchild')).toEqual([]);
  });

  it('leave us there as long as the child is, until it is killed', async () => {
    const { run, child, grandchild, signals } = await recorded();
    run.process.kill('SIGTERM');
    await until(() => signals('child').length === 1);
    await sleep(500);
    expect(run.process.exitCode).toBeNull();
    process.kill(grandchild, 'SIGKILL');
    process.kill(child, 'SIGKILL');
    expect(await run.exit).toEqual({ code: 137, signal: null });
  });

  it('that come before the child is there reach it when it is', async () => {
    const file = join(givenFolder(), 'start');
    const run = wrapped(['sleep', '5'], { env: { WRAP_WAITS_FOR: file } });
    await until(() => run.says() === 'waits\n');
    run.process.kill('SIGTERM');
    await sleep(100);
    expect(run.process.signalCode).toBeNull();
    await writeFile(file, '');
    expect(await run.exit).toEqual({ code: 143, signal: null });
  });

  it('of Ctrl-Z stop both, and SIGCONT lets both go on', async () => {
    const { run, child, signals } = await recorded();
    const pid = run.process.pid ?? 0;
    run.process.kill('SIGTSTP');
    await until(() => stateOf(pid) === 'T' && stateOf(child) === 'T');
    run.process.kill('SIGCONT');
    await until(() => signals('child').includes('SIGCONT'));
    expect(stateOf(pid)).toMatch(/[RS]/);
    expect(stateOf(child)).toMatch(/[RS]/);
  });
});

describe.skipIf(!canBeProcess1)('as process 1', () => {
  it('signals reach the child and its group, once each', async () => {
    const { run, signals } = await recorded({ under: AS_PROCESS_1 });
    await sendAll(onlyChildOf(run.process.pid ?? 0), signals, FORWARDED);
    expect(signals('child')).toEqual(FORWARDED);
    expect(signals('grandchild')).toEqual(FORWARDED);
  });

  it.each([
    ['exit 9', 9],
    ['kill -KILL $$', 137],
  ])('the exit code of `%s` is %i', async (script, code) => {
    expect((await wrapped(['sh', '-c', script], { under: AS_PROCESS_1 }).exit).code).toBe(code);
  });

  it.skipIf(!hasTini)('signals that `tini -g` sends to its group reach the child once', async () => {
    const { run, signals } = await recorded({ under: [...AS_PROCESS_1, 'tini', '-g', '--'] });
    const ending = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;
    await sendAll(onlyChildOf(run.process.pid ?? 0), signals, ending);
    expect(signals('child')).toEqual(ending);
    expect(signals('grandchild')).toEqual(ending);
  });
});
