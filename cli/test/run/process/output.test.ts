import { createHash, randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  childrenOf,
  collect,
  givenFolder,
  memoryOf,
  stalledPipe,
  until,
  wrapped,
  type Wrapped,
} from './given/wrapped.js';

const MIB = 1024 * 1024;
const LINES_20000 = 'seq -f "%.0f $(printf %0125d 0)" 1 20000';
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** A shell script that writes, says by a file that it is done and exits; and the wait for its end. */
function shortLived(script: string) {
  const done = join(givenFolder(), 'done');
  return {
    command: ['sh', '-c', `${script}; echo > ${done}; exit 6`],
    ended: async ({ process }: Wrapped): Promise<void> => {
      await until(() => existsSync(done) && childrenOf(process.pid ?? 0).length === 0);
      expect(process.exitCode).toBeNull();
    },
  };
}

describe('output', () => {
  it('goes on byte by byte on both streams', async () => {
    const folder = givenFolder();
    const [one, two] = [randomBytes(20 * MIB), randomBytes(5 * MIB + 1)];
    await writeFile(join(folder, 'one'), one);
    await writeFile(join(folder, 'two'), two);
    const run = wrapped(['sh', '-c', `cat ${folder}/two >&2 & cat ${folder}/one; wait`]);
    expect((await run.exit).code).toBe(0);
    expect(sha256(run.stdout())).toBe(sha256(one));
    expect(sha256(run.stderr())).toBe(sha256(two));
    expect(run.sight()).toMatchObject({ stdout: one.length, stderr: two.length, drain: 'complete' });
  });

  it('goes to a child that opens /dev/stdout and /dev/stderr by name', async () => {
    const run = wrapped(['sh', '-c', 'echo one > /dev/stdout && echo two > /dev/stderr']);
    expect(await run.exit).toEqual({ code: 0, signal: null });
    expect(run.stdout().toString()).toBe('one\n');
    expect(run.stderr().toString()).toBe('two\n');
    expect(run.says()).toBe('');
  });

  it('goes through sockets where there is no mkfifo, and says what that means', async () => {
    const script = 'echo one; echo two >&2; echo three > /dev/stdout';
    const run = wrapped(['/bin/sh', '-c', script], { env: { PATH: '' } });
    expect((await run.exit).code).not.toBe(0);
    expect(run.stdout().toString()).toBe('one\n');
    expect(run.stderr().toString()).toMatch(/^two\n.*\/dev\/stdout/);
    expect(run.says()).toMatch(/^a server that opens \/dev\/stdout .* will fail: .*mkfifo.*\n$/);
  });

  it('leaves nothing in the temporary folder', async () => {
    const folder = givenFolder();
    const run = wrapped(['ls', '-A', folder], { env: { TMPDIR: folder } });
    await run.exit;
    expect(run.stdout().toString()).toBe('');
  });

  it('finds another place for its pipes where the temporary folder is not there', async () => {
    const run = wrapped(['sh', '-c', 'echo one > /dev/stdout'], { env: { TMPDIR: '/no/such/folder' } });
    expect((await run.exit).code).toBe(0);
    expect(run.stdout().toString()).toBe('one\n');
  });

  it('keeps the order of both streams where they go to one place', async () => {
    const file = join(givenFolder(), 'log');
    const fd = openSync(file, 'a');
    const script = 'for i in $(seq 1 500); do echo out $i; echo err $i >&2; done';
    const run = wrapped(['sh', '-c', script], { stdio: ['ignore', fd, fd] });
    closeSync(fd);
    await run.exit;
    const expected = Array.from({ length: 500 }, (_, index) => `out ${index + 1}\nerr ${index + 1}\n`);
    expect(await readFile(file, 'utf8')).toBe(expected.join(''));
  });

  it('goes on where the disk is full, which is told once', async () => {
    const fd = openSync('/dev/full', 'w');
    const run = wrapped(['sh', '-c', 'echo one; sleep 0.1; echo two; echo three >&2; exit 5'], {
      stdio: ['ignore', fd, 'pipe'],
    });
    closeSync(fd);
    expect((await run.exit).code).toBe(5);
    expect(run.stderr().toString()).toBe('three\n');
    expect(run.says()).toMatch(/^output of the server is lost, descriptor 1 .*ENOSPC.*\n$/);
  });
});

describe('a slow reader', () => {
  it('gets all of 20 000 lines', async () => {
    const run = wrapped(['sh', '-c', LINES_20000], { stalled: true });
    await sleep(1000);
    const stdout = collect(run.process.stdout);
    expect((await run.exit).code).toBe(0);
    const lines = stdout().toString().split('\n');
    expect(lines).toHaveLength(20_001);
    expect(lines[19_999]).toMatch(/^20000 0{125}$/);
  });

  it('gets what waits for it when the child has long ended', async () => {
    const pipe = stalledPipe();
    const { command, ended: childEnded } = shortLived('seq 1 30000');
    const run = wrapped(command, { stdio: ['ignore', pipe.writeEnd, 'pipe'] });
    await childEnded(run);
    await sleep(3000);
    const { text, ended } = pipe.read();
    expect((await run.exit).code).toBe(6);
    await ended;
    expect(text().split('\n')).toHaveLength(30_001);
    expect(run.sight().drain).toBe('complete');
  });

  it('holds up the child instead of filling our memory', async () => {
    const run = wrapped(['yes', 'a line of a server that talks much'], { stalled: true });
    const pid = run.process.pid ?? 0;
    await until(() => childrenOf(pid).length === 1);
    await sleep(500);
    const before = memoryOf(pid);
    await sleep(2000);
    expect(memoryOf(pid) - before).toBeLessThan(8 * MIB);
    const [child = 0] = childrenOf(pid);
    run.process.kill('SIGTERM');
    await until(() => !existsSync(`/proc/${child}`));
  });

  it('that takes nothing is given up only after a signal that ends programs', async () => {
    const pipe = stalledPipe();
    const { command, ended } = shortLived('seq 1 30000');
    const run = wrapped(command, { stdio: ['ignore', pipe.writeEnd, 'pipe'] });
    await ended(run);
    await sleep(2500);
    run.process.kill('SIGUSR1');
    await sleep(2500);
    expect(run.process.exitCode).toBeNull();
    run.process.kill('SIGTERM');
    expect((await run.exit).code).toBe(6);
    expect(run.sight().drain).toBe('cut');
    expect(run.says()).toMatch(/^output of the server is lost: nobody read it/);
  });
});

describe('a reader that goes away', () => {
  it('ends the child by SIGPIPE, as it would without us', async () => {
    const run = wrapped(['yes'], { stalled: true });
    run.process.stdout?.once('data', () => run.process.stdout?.destroy());
    await until(() => run.process.exitCode !== null);
    expect(run.process.exitCode).toBe(141);
  });

  it('does not end a child that can live with it, nor the other stream', async () => {
    const run = wrapped(
      ['sh', '-c', 'trap "" PIPE; for i in 1 2 3 4 5; do echo $i; sleep 0.1; done 2>&-; echo end >&2'],
      {
        stalled: true,
      },
    );
    run.process.stdout?.destroy();
    await until(() => run.process.exitCode !== null);
    expect(run.process.exitCode).toBe(0);
    expect(run.stderr().toString()).toBe('end\n');
  });
});

describe('a child that ends while others hold its output', () => {
  it('is followed by our end, two seconds after the last byte', async () => {
    const run = wrapped(['sh', '-c', 'setsid sh -c "sleep 1; echo late; sleep 8; echo too late" & exit 3']);
    expect((await run.exit).code).toBe(3);
    const { drain, drainMs } = run.sight();
    expect(drain).toBe('held');
    expect(drainMs).toBeGreaterThan(2900);
    expect(drainMs).toBeLessThan(8000);
    expect(run.stdout().toString()).toBe('late\n');
    expect(run.says()).toMatch(/still holds its output/);
  });
});

describe('much output', () => {
  it('leaves our memory small: 2 GB', async () => {
    const run = wrapped(['head', '-c', '2000000000', '/dev/zero'], { stdio: ['ignore', 'ignore', 'pipe'] });
    expect((await run.exit).code).toBe(0);
    const { stdout, maxRssBytes } = run.sight();
    expect(stdout).toBe(2_000_000_000);
    expect(maxRssBytes).toBeLessThan(250 * MIB);
  });
});

describe('whoever looks on', () => {
  it('sees nothing more after stopObserving, and nothing is lost', async () => {
    const run = wrapped(['sh', '-c', LINES_20000], { env: { WRAP_STOPS_AT: '100000' } });
    await run.exit;
    expect(run.stdout().toString().split('\n')).toHaveLength(20_001);
    expect(run.sight().stdout).toBeGreaterThanOrEqual(100_000);
    expect(run.sight().stdout).toBeLessThan(500_000);
  });

  it('may fail: the output goes on', async () => {
    const run = wrapped(['sh', '-c', LINES_20000], { env: { WRAP_FAILS_AT: '1' } });
    expect((await run.exit).code).toBe(0);
    expect(run.stdout().toString().split('\n')).toHaveLength(20_001);
    expect(run.says()).toBe('the output of the server is no longer looked at: an observer that fails\n');
  });
});
