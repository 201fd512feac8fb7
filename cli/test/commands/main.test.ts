import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';

const MAIN = path.resolve(import.meta.dirname, '../../dist/main.js');
const PAGE = path.resolve(import.meta.dirname, '../../../viewer/dist/index.html');

beforeAll(() => {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing. Build it: npm run build`);
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param whenItSays once stdout matches, the function is called with what matched */
function coldstart(args: string[], whenItSays?: [RegExp, (match: string) => Promise<NodeJS.Signals>]) {
  return new Promise<Ended>((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    let asked = false;
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      const match = whenItSays?.[0].exec(stdout);
      if (match && whenItSays && !asked) {
        asked = true;
        whenItSays[1](match[1] ?? '').then(
          (signal) => child.kill(signal),
          (error: unknown) => {
            child.kill('SIGKILL');
            reject(new Error('asking it failed', { cause: error }));
          },
        );
      }
    });
    child.on('exit', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

describe('coldstart', () => {
  test('--help lists every command', async () => {
    const { code, stdout } = await coldstart(['--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: coldstart <command>/);
    expect(stdout).toMatch(/^ {2}view {2}/m);
    expect(stdout).toMatch(/^ {2}demo {2}/m);
  });

  test('--version prints the version', async () => {
    const { code, stdout } = await coldstart(['--version']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each([
    [[], /^$/],
    [['vieww'], /^coldstart: There is no command "vieww"\. See coldstart --help\.$/m],
    [['--prot'], /^coldstart: There is no flag "--prot"\. See coldstart --help\.$/m],
    [['toString'], /There is no command "toString"/],
    [['view', '--prot', '1'], /^coldstart: Unknown option '--prot'\. --help says which flags there are\.$/m],
    [['view', 'now'], /Unexpected argument 'now'/],
    [['view', '--port'], /argument missing/],
    [['view', '--model', 'chat-7b'], /--model needs --prometheus: it says what to ask it for/],
    [['view', '--port', '70000'], /--port takes a number from 0 to 65535, not "70000"/],
    [['view', '--port', '0', '--prometheus', 'host:9090'], /"host:9090" is not the address of a Prometheus/],
  ])('%j is refused in words, exit code 2', async (args, message) => {
    const { code, stderr } = await coldstart(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('coldstart view', () => {
  test('--help tells the flags', async () => {
    const { code, stdout } = await coldstart(['view', '--help']);
    expect(code).toBe(0);
    for (const flag of ['--port', '--prometheus', '--title']) expect(stdout).toContain(flag);
  });

  test('a busy port is named with the way out, exit code 1', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await coldstart(['view', '--port', String(port)]);
    other.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^coldstart: Port ${port} on 127\\.0\\.0\\.1 is taken.*--port 0`));
  });

  test.skipIf(!existsSync(PAGE))('serves the page until Ctrl-C, which is a good end', async () => {
    let status = 0;
    const { code, stdout, stderr } = await coldstart(
      ['view', '--port', '0', '--title', 'mine'],
      [
        /The page: (\S+)/,
        async (url) => {
          status = (await fetch(url)).status;
          const { title } = (await (await fetch(new URL('/api/status', url))).json()) as { title: string };
          expect(title).toBe('mine');
          return 'SIGINT';
        },
      ],
    );
    expect(status).toBe(200);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain('OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:');
  });
});
