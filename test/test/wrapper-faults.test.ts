import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProcess } from '../src/coldstart/index.js';
import { freePort } from '../src/prometheus/index.js';
import { eventually, openEye, startWrapper } from '../src/wrapper/index.js';
import type { Eye } from '../src/wrapper/index.js';

const MAIN = fileURLToPath(new URL('../../cli/dist/main.js', import.meta.url));
const RUN = [MAIN, 'run', '--metrics-port', 'off', '--no-python-hook'];
const NODE = process.execPath;
/** A vLLM server that begins to load its weights and then does what `then` says. */
const loading = (then: string): string[] => [
  'sh',
  '-c',
  `echo 'INFO 03-04 10:00:01 [gpu_model_runner.py:1595] Starting to load model acme/otter-7b...'; ${then}`,
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coldstart-faults-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The bytes that a command prints below the wrapper, hashed as they come, and the most memory that the wrapper had. */
async function measured(command: readonly string[], flags: readonly string[] = []) {
  const child = spawn('/usr/bin/env', ['-C', folder, NODE, ...RUN, ...flags, '--', ...command], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const hash = createHash('sha256');
  let bytes = 0;
  let mostKiB = 0;
  const watch = setInterval(() => {
    const [, kib = '0'] = /VmHWM:\s+(\d+)/.exec(read(`/proc/${child.pid ?? 0}/status`)) ?? [];
    mostKiB = Math.max(mostKiB, Number(kib));
  }, 50);
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    hash.update(chunk);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(watch);
  return { code, bytes, hash: hash.digest('hex'), mostMiB: mostKiB / 1024 };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

describe('a server that', () => {
  it('never logs is ready when its port takes a connection', async () => {
    const port = await freePort();
    const wrapper = await startWrapper(
      [NODE, '-e', `setTimeout(() => require('net').createServer().listen(${port}, '127.0.0.1'), 500)`],
      { pod: 'silent', flags: ['--ready-tcp', `127.0.0.1:${port}`] },
    );
    await wrapper.says(/is ready with "node" after [\d.]+ s: runtime init/);
    expect(await wrapper.metrics()).toMatch(/mark="model_ready"/);
    expect(await wrapper.stop('SIGTERM')).toBe(143);
  });

  it('logs 2 GB leaves the memory small, and all of it arrives', async () => {
    const { code, bytes, mostMiB } = await measured(
      ['sh', '-c', "yes 'INFO a line of some server' | head -c 2000000000"],
      ['--server', 'vllm'],
    );
    expect([code, bytes]).toEqual([0, 2_000_000_000]);
    expect(mostMiB).toBeGreaterThan(20);
    expect(mostMiB).toBeLessThan(400);
  });

  it('logs binary is forwarded byte by byte', async () => {
    const file = join(folder, 'binary');
    const made = spawnSync('sh', ['-c', `head -c 50000000 /dev/urandom > '${file}'`]);
    expect(made.status).toBe(0);
    const { bytes, hash } = await measured(['cat', file]);
    expect(bytes).toBe(50_000_000);
    expect(hash).toBe(createHash('sha256').update(readFileSync(file)).digest('hex'));
  });

  it('writes a line of 100 MB, and words of every profile in it, is forwarded and then read again', async () => {
    const wrapper = await startWrapper(
      [
        NODE,
        '-e',
        `const words = 'INFO vLLM API server version 0.9 [gpu_model_runner.py:1] Starting to load model x... Loading weights took 1 s Server started at unix:// Load weight begin. successfully loaded llama_server: loading model Loading checkpoint shards: 50%| | 1/2 [00:03<00:03, 3.20s/it] ';
         const big = Buffer.alloc(100e6, words);
         process.stdout.write(big, () => process.stdout.write('\\nINFO 03-04 10:00:01 [gpu_model_runner.py:1595] Starting to load model acme/otter-7b...\\n'));
         setTimeout(() => {}, 20000);`,
      ],
      { pod: 'hostile', flags: ['--server', 'vllm', '--model', 'm'] },
    );
    const lines = () => wrapper.stdout().length;
    expect(
      await eventually(() => lines() > 100e6 && wrapper.stdout().endsWith('acme/otter-7b...\n'), 15_000),
    ).toBe(true);
    expect(
      await eventually(async () => /phase_start.*phase="weights_load"/.test(await wrapper.metrics()), 5000),
    ).toBe(true);
    expect(await wrapper.stop('SIGTERM')).toBe(143);
    expect(wrapper.stderr()).not.toMatch(/the thread that reads the log|an error of coldstart/);
  });

  it('forks and exits ends with its own code, and its child lives on', async () => {
    const pids = join(folder, 'pid');
    const wrapper = await startWrapper(
      ['sh', '-c', `sleep 30 >/dev/null 2>&1 & echo $! > '${pids}'; exit 7`],
      {
        pod: 'forks',
      },
    );
    expect(await wrapper.ended).toBe(7);
    const pid = Number(readFileSync(pids, 'utf8'));
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    process.kill(pid, 'SIGKILL');
  });

  it('ignores SIGTERM is waited for, until SIGKILL ends it', async () => {
    const pids = join(folder, 'pid');
    const wrapper = await startWrapper(
      ['sh', '-c', `trap '' TERM; echo $$ > '${pids}'; echo up; while :; do sleep 0.2; done`],
      { pod: 'stubborn' },
    );
    await wrapper.says(/up/);
    process.kill(wrapper.pid, 'SIGTERM');
    await delay(700);
    const pid = Number(readFileSync(pids, 'utf8'));
    expect(existsSync(`/proc/${wrapper.pid}`) && existsSync(`/proc/${pid}`)).toBe(true);
    process.kill(pid, 'SIGKILL');
    expect(await wrapper.ended).toBe(137);
  });

  it('ends on SIGTERM in its own time, as `docker stop` asks, keeps its exit code and its last words', async () => {
    const wrapper = await startWrapper(
      ['sh', '-c', "trap 'sleep 0.5; echo bye; exit 5' TERM; echo up; while :; do sleep 0.1; done"],
      { pod: 'polite' },
    );
    await wrapper.says(/up/);
    const startMs = Date.now();
    expect(await wrapper.stop('SIGTERM')).toBe(5);
    expect(Date.now() - startMs).toBeLessThan(2500);
    expect(wrapper.stdout()).toBe('up\nbye\n');
  });

  it('is read by `head -1` ends as it would without us', () => {
    const [ours, plain] = [[NODE, ...RUN, '--'], []].map((before) => {
      const script = `"$@" sh -c 'i=0; while [ $i -lt 100000 ]; do echo line $i; i=$((i+1)); done' | head -1; echo "\${PIPESTATUS[0]}"`;
      return spawnSync(
        'bash',
        ['-c', script.replace('"$@" sh', `${before.length > 0 ? '"$@"' : ''} sh`), 'bash', ...before],
        {
          encoding: 'utf8',
        },
      ).stdout;
    });
    expect(ours).toBe('line 0\n141\n');
    expect(ours).toBe(plain);
  });
});

describe('a load that is killed', () => {
  let eye: Eye;
  beforeEach(async () => {
    eye = await openEye();
  });
  afterEach(() => eye.close());
  const pushing = (): NodeJS.ProcessEnv => ({ OTEL_EXPORTER_OTLP_ENDPOINT: eye.otlpUrl ?? '' });

  it('by SIGKILL has failed, in its phase and with the reason', async () => {
    const fromMs = Date.now();
    const wrapper = await startWrapper(loading('sleep 0.5; kill -9 $$'), {
      pod: 'killed',
      flags: ['--server', 'vllm', '--model', 'm'],
      env: pushing(),
    });
    expect(await wrapper.ended).toBe(137);
    const [start] = await eye.coldStarts('killed', fromMs);
    expect(start?.outcome.kind).toBe('failed');
    expect(start?.phases.at(-1)).toMatchObject({ phase: 'weights_load', state: 'failed' });
  });

  // What a container sees as its own group, by a mount of our own.
  const group = '/sys/fs/cgroup/memory/coldstart-test';
  const canLimit = canMake(group);
  if (!canLimit) {
    process.stderr.write(
      'SKIPPED: a real kill for want of memory: no memory control group can be made here\n',
    );
  }
  it.skipIf(!canLimit)('by the kernel for want of memory has failed and says so', async () => {
    mkdirSync(group);
    try {
      writeFileSync(join(group, 'memory.limit_in_bytes'), String(400 * 2 ** 20));
      const fromMs = Date.now();
      const eat = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(2e7, 1)), 10)';
      const contained = `echo $$ > ${group}/cgroup.procs && mount --bind ${group} /sys/fs/cgroup/memory && exec "$@"`;
      const wrapper = startProcess(
        [
          'run',
          '--metrics-port',
          'off',
          '--server',
          'vllm',
          '--model',
          'm',
          '--',
          ...loading(`exec ${NODE} -e '${eat}'`),
        ],
        {
          ...process.env,
          K8S_POD_NAME: 'eaten',
          COLDSTART_JOURNAL_DIR: join(folder, 'journal'),
          ...pushing(),
        },
        ['unshare', '--mount', 'sh', '-c', contained, 'sh'],
      );
      expect(await wrapper.ended).toBe(137);
      const [start] = await eye.coldStarts('eaten', fromMs);
      expect(start?.outcome.kind).toBe('failed');
      const journal = spawnSync('grep', ['-rho', 'for want of memory', join(folder, 'journal')], {
        encoding: 'utf8',
      });
      expect(journal.stdout).toContain('for want of memory');
    } finally {
      await eventually(() => removed(group), 3000);
    }
  });

  it('with the wrapper is told of by the next start, with its phase', async () => {
    const options = {
      pod: 'gone',
      flags: ['--server', 'vllm', '--model', 'm'],
      env: { COLDSTART_JOURNAL_DIR: join(folder, 'journal') },
    };
    const first = await startWrapper(loading('echo $$; sleep 30'), options);
    await eventually(async () => (await first.metrics()).includes('phase="weights_load"'), 5000);
    process.kill(first.pid, 'SIGKILL');
    await eventually(() => !existsSync(`/proc/${first.pid}`), 2000);
    process.kill(Number(/^\d+$/m.exec(first.stdout())?.[0]), 'SIGKILL');
    const next = await startWrapper(loading('sleep 30'), options);
    await next.says(/an earlier attempt \(1\) to load "m" died in weights_load \(killed\)/);
    const told = /load_abandoned_timestamp_seconds\{.*phase="weights_load".*reason="killed"/;
    expect(await eventually(async () => told.test(await next.metrics()), 5000)).toBe(true);
    await next.stop('SIGTERM');
  });
});

function canMake(group: string): boolean {
  try {
    removed(group);
    mkdirSync(group);
    const made = existsSync(join(group, 'memory.limit_in_bytes'));
    rmdirSync(group);
    return made;
  } catch {
    return false;
  }
}

function removed(group: string): boolean {
  try {
    rmdirSync(group);
    return true;
  } catch {
    return !existsSync(group);
  }
}

describe('a world that', () => {
  it('has no room for stdout costs the output and not the server', () => {
    const script = `${NODE} "$@" sh -c 'echo hello; echo still >&2; exit 4' > /dev/full`;
    const { status, stderr } = spawnSync('sh', ['-c', script, 'sh', ...RUN, '--'], { encoding: 'utf8' });
    expect([status, stderr.includes('still')]).toEqual([4, true]);
    expect(stderr).toMatch(/coldstart: .*ENOSPC/);
  });

  const mount = spawnSync('sh', [
    '-c',
    'd=$(mktemp -d); mount -t tmpfs -o size=64k tmpfs $d && umount $d',
  ]).status;
  if (mount !== 0) process.stderr.write('SKIPPED: a journal on a full disk: no tmpfs can be mounted here\n');
  it.skipIf(mount !== 0)('has no room for the journal costs the journal and not the server', async () => {
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', folder]).status).toBe(0);
    try {
      spawnSync('sh', ['-c', `cat /dev/zero > '${folder}/full'`]);
      const wrapper = await startWrapper(loading('sleep 0.3; exit 6'), {
        pod: 'full',
        flags: ['--server', 'vllm'],
        env: { COLDSTART_JOURNAL_DIR: folder },
      });
      expect(await wrapper.ended).toBe(6);
      expect(wrapper.stdout()).toContain('Starting to load model');
      expect(wrapper.stderr()).toMatch(/journal/i);
    } finally {
      spawnSync('umount', [folder]);
    }
  });

  it('has taken the port of the metrics costs the metrics, which is told', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const wrapper = await startWrapper(loading('sleep 1; exit 6'), { pod: 'taken', port });
    expect(await wrapper.ended).toBe(6);
    taken.close();
    expect(wrapper.stderr()).toContain(String(port));
    expect(wrapper.stdout()).toContain('Starting to load model');
  });

  it('takes what is pushed and never answers holds up the end by 2 s at most', async () => {
    const hanging = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(hanging, 'listening');
    const { port } = hanging.address() as AddressInfo;
    const wrapper = await startWrapper(loading('sleep 0.5; date +%s.%N; exit 6'), {
      pod: 'hanging',
      flags: ['--server', 'vllm'],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` },
    });
    expect(await wrapper.ended).toBe(6);
    const endedS = Date.now() / 1000;
    hanging.close();
    expect(endedS - Number(/^\d+\.\d+$/m.exec(wrapper.stdout())?.[0])).toBeLessThan(3);
  });
});
