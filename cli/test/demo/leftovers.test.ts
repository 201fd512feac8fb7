import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** The built program: pods and guard are processes of their own. `npm test` builds before it tests. */
const MAIN = join(import.meta.dirname, '../../dist/main.js');

let folder: string;
let demo: ChildProcess | null = null;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coldstart-test-'));
});
afterEach(async () => {
  demo?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** A demo whose temporary folder is ours, so that everything of it can be told from other demos. */
function start() {
  const child = spawn(process.execPath, [MAIN, 'demo', '--port', '0', '--once'], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  demo = child;
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  return { child, text: () => text };
}

/** Processes that were started with our temporary folder in their environment, but for the demo itself. */
async function children(): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    if (pid === String(process.pid) || pid === String(demo?.pid)) continue;
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (environment.includes(`TMPDIR=${folder}`)) found.push(await readFile(`/proc/${pid}/cmdline`, 'utf8'));
  }
  return found;
}

function isOpen(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

const LONG = { timeout: 30_000, interval: 100 };

describe.runIf(process.platform === 'linux')('a demo that is broken off', () => {
  it.each([
    { signal: 'SIGINT', code: 130, during: /steady traffic/ },
    { signal: 'SIGTERM', code: 143, during: /2 weights_read/ },
    { signal: 'SIGKILL', code: null, during: /2 weights_read/ },
  ] as const)(
    'by $signal leaves no process, port or file',
    async ({ signal, code, during }) => {
      const { child, text } = start();
      await expect.poll(text, LONG).toMatch(during);
      const url = /The page: (\S+)/.exec(text())?.[1] ?? '';
      expect(await isOpen(url)).toBe(true);
      expect((await children()).filter((each) => each.includes('pod/main.js'))).toHaveLength(2);
      expect(await readdir(folder)).toHaveLength(1);

      child.kill(signal);
      const [exitCode] = (await once(child, 'exit')) as [number | null];
      expect(exitCode).toBe(code);
      await expect.poll(children, LONG).toEqual([]);
      await expect.poll(() => readdir(folder), LONG).toEqual([]);
      expect(await isOpen(url)).toBe(false);
      if (code !== null) expect(text()).toContain(`Ended by ${signal}; everything is cleaned up.`);
    },
    60_000,
  );
});
