import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/run/process/index.js';
import { givenFolder, wrapped } from './given/wrapped.js';

describe('the exit code', () => {
  it.each([
    ['true', 0],
    ['exit 7', 7],
    ['exit 255', 255],
    ['kill -KILL $$', 137],
    ['kill -TERM $$', 143],
    ['kill -SEGV $$', 139],
    ['kill -INT $$', 130],
  ])('of `%s` is %i', async (script, code) => {
    expect(await wrapped(['sh', '-c', script]).exit).toEqual({ code, signal: null });
  });

  it('is 127 where there is no such program', async () => {
    expect((await wrapped(['no-such-program-at-all']).exit).code).toBe(127);
  });

  it('is 126 where the program is there and is not one', async () => {
    const folder = givenFolder();
    const plain = join(folder, 'plain');
    await writeFile(plain, 'text');
    expect((await wrapped([plain]).exit).code).toBe(126);
    expect((await wrapped([folder]).exit).code).toBe(126);
    expect((await wrapped([join(plain, 'inside')]).exit).code).toBe(126);
  });

  it('is 125 where no process could be made', () => {
    const codeOf = (code: string) =>
      exitCodeOf({ code: null, signal: null, error: Object.assign(new Error(), { code }) });
    expect(['EAGAIN', 'ENOMEM', 'EMFILE', 'ENFILE'].map(codeOf)).toEqual([125, 125, 125, 125]);
    expect(codeOf('E2BIG')).toBe(126);
  });

  it('is that of a child that leaves others behind', async () => {
    const run = wrapped(['sh', '-c', '(sleep 0.5; echo late) & exit 4']);
    expect(await run.exit).toEqual({ code: 4, signal: null });
    expect(run.stdout().toString()).toBe('late\n');
    expect(run.sight().drain).toBe('complete');
  });
});

describe('the start', () => {
  it('is dated in Unix seconds', async () => {
    const before = Date.now() / 1000;
    const run = wrapped(['true']);
    await run.exit;
    const { startedS } = run.sight();
    expect(startedS).toBeGreaterThan(before - 0.1);
    expect(startedS).toBeLessThan(Date.now() / 1000 + 0.1);
  });

  it('hands on arguments, environment and stdin as they are', async () => {
    const run = wrapped(['sh', '-c', 'printf "%s|" "$@"; printf %s "$GIVEN"; cat', 'sh', '', 'a b', '--é'], {
      env: { GIVEN: 'x=y' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    run.process.stdin?.end('from outside');
    await run.exit;
    expect(run.stdout().toString()).toBe('|a b|--é|x=yfrom outside');
  });
});
