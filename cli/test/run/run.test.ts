import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';

const MAIN = resolve(import.meta.dirname, '../../dist/main.js');

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

interface Ran {
  readonly process: ChildProcess;
  readonly stderr: () => string;
  readonly stdout: () => string;
  /** Exit code, once all of its output is here. */
  readonly closed: Promise<number | null>;
  /** What Kubernetes would show as the message of the container. */
  readonly lastWords: () => string;
  metrics(): Promise<string>;
}

/** `coldstart run FLAGS -- COMMAND`. */
async function run(flags: readonly string[], command: readonly string[], readsAtOnce = true): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), 'coldstart-run-test-'));
  const last = join(folder, 'termination-log');
  writeFileSync(last, '');
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [MAIN, 'run', '--metrics-port', String(port), ...flags, '--', ...command],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, COLDSTART_TERMINATION_LOG: last, COLDSTART_GPU: 'off' },
    },
  );
  const texts = { stdout: '', stderr: '' };
  child.stderr.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()));
  if (readsAtOnce) child.stdout.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()));
  const closed = once(child, 'close').then(([code]) => code as number | null);
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await Promise.race([closed, sleep(3000)]);
      child.kill('SIGKILL');
    }
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    process: child,
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    closed,
    lastWords: () => readFileSync(last, 'utf8'),
    async metrics() {
      // The worker opens its port a moment after the server was started.
      for (let tries = 0; ; tries++) {
        try {
          return await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
        } catch (error) {
          if (tries > 100) throw error;
          await sleep(50);
        }
      }
    },
  };
}

const shell = (script: string): string[] => ['sh', '-c', script];

/** A server of vLLM's name whose log is quiet: `/health` answers when the model is there. */
const QUIET_SERVER = `
  const [, port, readyMs, log] = process.argv;
  const begun = Date.now();
  require('node:http').createServer((request, response) => {
    response.statusCode = request.url === '/health' && Date.now() - begun > readyMs ? 200 : 503;
    response.end();
  }).listen(Number(port), '127.0.0.1');
  for (const [at, line] of (log ?? '').split(';').entries()) setTimeout(() => console.log(line), 100 * at);
`;

describe('coldstart run', () => {
  it('tells the cause that the log gave, also behind a reader that is slow', async () => {
    const ran = await run(
      ['--server', 'vllm'],
      shell(
        'i=0; while [ $i -lt 4000 ]; do echo "line $i of many that say nothing at all but take their time"; i=$((i+1)); done;' +
          ' echo "EngineCore failed to start."; echo "ValueError: no space for kv"; exit 1',
      ),
      false,
    );
    await sleep(1500);
    ran.process.stdout?.resume();
    expect(await ran.closed).toBe(1);
    expect(ran.lastWords()).toContain('no space for kv');
  });

  it('says why a server ended that was not ready, and where it was', async () => {
    const ran = await run(
      ['--server', 'vllm'],
      shell(
        'echo "INFO 03-04 10:00:00 [gpu_model_runner.py:1] Starting to load model acme/one..."; echo "ValueError: bad shape"; exit 3',
      ),
    );
    expect(await ran.closed).toBe(3);
    expect(ran.stderr()).toBe(
      'coldstart: ValueError: bad shape (sh ended with exit code 3 before it was ready); it was at weights_load\n',
    );
  });

  it('says that there is no such command, and no more', async () => {
    const ran = await run([], ['/nowhere/server']);
    expect(await ran.closed).toBe(127);
    expect(ran.stderr()).toMatch(/^coldstart: server could not be started: .*ENOENT.*\n$/);
  });

  it('does not blame an error that was got over when it is asked to end', async () => {
    const ran = await run(
      ['--server', 'vllm'],
      shell(
        'trap "exit 0" TERM; echo "ImportError: optional thing missing, going on"; echo up; while :; do sleep 0.1; done',
      ),
    );
    await expect.poll(ran.stdout).toContain('up');
    ran.process.kill('SIGTERM');
    expect(await ran.closed).toBe(0);
    expect(ran.lastWords()).toContain('after it got SIGTERM');
    expect(ran.lastWords()).not.toContain('ImportError');
  });

  it('asks a server whose log is quiet, as its profile says', async () => {
    const port = await freePort();
    const server = ['node', '-e', QUIET_SERVER, '--', String(port), '300', '', '--port', String(port)];
    const ran = await run(['--server', 'vllm'], server);
    await expect.poll(ran.stderr, { timeout: 15_000 }).toContain('vLLM is ready');
  });

  it('believes who it is told to ask, and reads the log on until then', async () => {
    const port = await freePort();
    const log = [
      'INFO 03-04 10:00:00 [gpu_model_runner.py:1] Starting to load model acme/one...',
      'INFO:     Application startup complete.',
      'INFO 03-04 10:00:09 [gpu_model_runner.py:2] Model loading took 1.5000 GiB memory and 0.150000 seconds',
    ].join(';');
    const ran = await run(
      ['--server', 'vllm', '--ready-http', `http://127.0.0.1:${port}/health`],
      ['node', '-e', QUIET_SERVER, '--', String(port), '1200', log],
    );
    await expect.poll(ran.stdout).toContain('Model loading took');
    await sleep(100);
    const metrics = await ran.metrics();
    expect(metrics).toMatch(/phase_end_timestamp.*phase="weights_load"/);
    expect(metrics).not.toContain('mark="model_ready"');
    await expect.poll(ran.stderr, { timeout: 15_000 }).toContain('vLLM is ready');
  });

  it('names the phases that its profile always has and nobody saw', async () => {
    const ran = await run(
      ['--server', 'vllm'],
      shell('echo "INFO:     Application startup complete."; sleep 20'),
    );
    await expect.poll(ran.stderr, { timeout: 10_000 }).toContain('always tells of weights_load');
    expect(await ran.metrics()).toMatch(/coldstart_profile_missing_phases\{.*phase="weights_load"\} 1/);
  });

  it('finds the server by its first lines', async () => {
    const ran = await run(
      [],
      shell(
        'echo "INFO 03-04 10:00:00 [gpu_model_runner.py:1] Starting to load model acme/one..."; sleep 4;' +
          ' echo "INFO:     Application startup complete."; sleep 20',
      ),
    );
    await expect.poll(ran.stderr, { timeout: 15_000 }).toContain('vLLM is ready');
    expect(await ran.metrics()).toMatch(/phase_start_timestamp.*phase="weights_load"/);
  });

  it.each([
    [['--metrics-port', 'many'], '--metrics-port takes a number'],
    [['--server', 'nobody'], '--server takes auto or one of'],
    [['--signals', 'all'], '--signals takes group or process'],
    [['--ready-tcp', 'x'], '--ready-tcp takes HOST:PORT'],
    [['--ready-tcp', '127.0.0.1:1', '--ready-grpc', '127.0.0.1:1'], 'exclude each other'],
    [['--nonsense'], '--help says which flags there are'],
  ])('refuses %j', async (flags, text) => {
    const ran = await run(flags, ['true']);
    expect(await ran.closed).toBe(2);
    expect(ran.stderr()).toContain(text);
  });
});
