import { createServer } from 'node:http';
import { once } from 'node:events';
import { createReadStream, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { installLibraries } from '../libraries/install.mjs';
import { findProgram } from '../src/programs/index.js';
import { startPrometheus } from '../src/prometheus/index.js';
import { loadsOf, NODES, Workplace } from '../src/zero-code/index.js';
import type { SeenLoad, Server } from '../src/zero-code/index.js';

const missing = installLibraries();
if (missing !== null) {
  process.stderr.write(`SKIPPED: the example servers with their real libraries: ${missing}\n`);
}
const prometheus = findProgram('prometheus');

/** The servers of sdk/examples, what their load is called, and its phases in the order of their begins. */
const EXAMPLES = [
  { file: 'onnxruntime/server.mjs', model: 'tiny', phases: ['runtime_init', 'weights_load', 'warmup'] },
  { file: 'onnxruntime/server.cjs', model: 'tiny', phases: ['runtime_init', 'weights_load', 'warmup'] },
  {
    file: 'transformers/server.mjs',
    model: 'tiny-bert',
    phases: ['runtime_init', 'tokenizer_init', 'weights_load', 'warmup'],
  },
  {
    file: 'node-llama-cpp/server.mjs',
    model: 'tiny-llama',
    phases: ['runtime_init', 'weights_load', 'cache_alloc', 'warmup'],
  },
] as const;

const QUIET_MS = 1000;

describe.skipIf(missing !== null)('a server with the flag and no other change', () => {
  const opened: { workplace: Workplace; servers: Server[] }[] = [];
  function workplace(files: Readonly<Record<string, string>> = {}) {
    const one = { workplace: new Workplace(files), servers: [] as Server[] };
    opened.push(one);
    return {
      folder: one.workplace.folder,
      async start(...args: Parameters<Workplace['start']>): Promise<Server> {
        const server = await one.workplace.start(...args);
        one.servers.push(server);
        return server;
      },
    };
  }
  afterEach(async () => {
    for (const { workplace: place, servers } of opened.splice(0)) {
      await Promise.all(servers.map((server) => server.stop()));
      place.remove();
    }
  });

  /** The loads once each is ready or failed. */
  async function settled(server: Server): Promise<SeenLoad[]> {
    let loads: SeenLoad[] = [];
    await expect
      .poll(
        async () => {
          loads = loadsOf(await server.metrics());
          return loads.length > 0 && loads.every(({ outcome, marks }) => outcome !== '' || 'failed' in marks);
        },
        { timeout: 20_000 },
      )
      .toBe(true);
    return loads;
  }

  function expectSound(load: SeenLoad | undefined, phases: readonly string[], fromS: number): void {
    expect(load?.outcome).toBe('ok');
    expect(load?.phases.map(({ phase }) => phase)).toEqual(phases);
    const { marks = {} } = load ?? {};
    const startedS = marks['process_started'] ?? NaN;
    const readyS = marks['model_ready'] ?? NaN;
    expect(startedS).toBeGreaterThan(fromS);
    for (const { startS, endS, outcome } of load?.phases ?? []) {
      expect(startS).toBeGreaterThanOrEqual(startedS);
      expect(endS).toBeGreaterThan(startS);
      expect(endS).toBeLessThanOrEqual(readyS);
      expect(outcome).toBe('ok');
    }
  }

  for (const [name, node] of Object.entries(NODES)) {
    it.each(EXAMPLES)(
      `shows the phases of $file on ${name}, as one load`,
      async ({ file, model, phases }) => {
        const fromS = Date.now() / 1000;
        const server = await workplace().start({ file, node });
        await server.listens();
        const loads = await settled(server);
        expect(loads.map((load) => [load.model, load.attempt])).toEqual([[model, '1']]);
        expectSound(loads[0], phases, fromS);
        expect(loads[0]?.marks['first_request']).toBeUndefined();
        const readyS = loads[0]?.marks['model_ready'] ?? NaN;
        await server.infer();
        await expect
          .poll(async () => loadsOf(await server.metrics())[0]?.marks['first_request'])
          .toBeGreaterThan(readyS);
        expect(server.said()).not.toMatch(/Warning|coldstart|DEP\d/);
      },
    );
  }

  describe.skipIf(prometheus === null)('seen through a real Prometheus', () => {
    it.each(EXAMPLES)('$file has the same phases', async ({ file, phases }) => {
      const fromS = Date.now() / 1000;
      const server = await workplace().start({ file });
      const scraper = await startPrometheus(prometheus ?? '', [server.target]);
      try {
        await server.listens();
        await server.infer();
        let load: SeenLoad | undefined;
        await expect
          .poll(
            async () => {
              const series = await scraper.query('last_over_time({__name__=~"coldstart_.+"}[5m])');
              [load] = loadsOf(
                series.map(({ labels, value }) => ({ name: labels['__name__'] ?? '', labels, value })),
              );
              return load?.marks['first_request'];
            },
            { timeout: 20_000 },
          )
          .toBeGreaterThan(fromS);
        expectSound(load, phases, fromS);
      } finally {
        await scraper.stop();
      }
    });
  });

  it('is ready when it listens, though it loaded before', async () => {
    const server = await workplace({
      'late.mjs': `
        import { InferenceSession } from 'onnxruntime-node';
        import { writeOnnx } from './models/onnx.mjs';
        import { createServer } from 'node:http';
        writeOnnx('late.onnx', { vocabulary: 32, hidden: 8, layers: 1 });
        await InferenceSession.create('late.onnx');
        await new Promise((resolve) => setTimeout(resolve, 700));
        console.log('at', Date.now() / 1000);
        createServer().listen(process.env.PORT, () => console.log('listening'));
      `,
    }).start({ file: 'late.mjs' });
    await server.listens();
    const [load] = await settled(server);
    const listenedS = Number(/at (\S+)/.exec(server.said())?.[1]);
    expect(load?.marks['model_ready']).toBeGreaterThanOrEqual(listenedS - 0.01);
    expect(load?.marks['model_ready']).toBeLessThan(listenedS + QUIET_MS / 1000);
  });

  it('tells a failed load with its library’s error, which the server gets unchanged, and the next try', async () => {
    const server = await workplace({
      'retry.mjs': `
        import { InferenceSession } from 'onnxruntime-node';
        import { writeOnnx } from './models/onnx.mjs';
        import { createServer } from 'node:http';
        try { await InferenceSession.create('chat.onnx'); } catch (error) { console.log(error.message); }
        writeOnnx('chat.onnx', { vocabulary: 32, hidden: 8, layers: 1 });
        await InferenceSession.create('chat.onnx');
        createServer().listen(process.env.PORT, () => console.log('listening'));
      `,
    }).start({ file: 'retry.mjs' });
    await server.listens();
    const loads = await settled(server);
    expect(server.said()).toContain("File doesn't exist");
    expect(loads.map(({ model, attempt, outcome }) => [model, attempt, outcome]).sort()).toEqual([
      ['chat', '1', 'failed'],
      ['chat', '2', 'ok'],
    ]);
  });

  it('may be a CommonJS module that requires a library which loads through another one', async () => {
    const server = await workplace({
      'cjs.cjs': `
        const { pipeline } = require('@huggingface/transformers');
        const { createServer } = require('node:http');
        import('./models/bert.mjs').then(async ({ writeBert }) => {
          writeBert('tiny-cjs');
          await pipeline('feature-extraction', require('node:path').resolve('tiny-cjs'), { dtype: 'fp32' });
          createServer().listen(process.env.PORT, () => console.log('listening'));
        });
      `,
    }).start({ file: 'cjs.cjs' });
    await server.listens();
    const loads = await settled(server);
    expect(loads.map(({ model }) => model)).toEqual(['tiny-cjs']);
    expect(loads[0]?.phases.map(({ phase }) => phase)).toEqual(
      expect.arrayContaining(['runtime_init', 'tokenizer_init', 'weights_load']),
    );
  });

  it('has its unhandled rejections as without it', async () => {
    const server = await workplace({
      'unhandled.mjs': `
        import { InferenceSession } from 'onnxruntime-node';
        import { writeOnnx } from './models/onnx.mjs';
        let unhandled = 0;
        process.on('unhandledRejection', () => (unhandled += 1));
        writeOnnx('x.onnx', { vocabulary: 32, hidden: 8, layers: 1 });
        const session = await InferenceSession.create('x.onnx');
        session.run({});
        await session.run({}).catch(() => {});
        InferenceSession.create('none.onnx');
        setTimeout(() => console.log('unhandled', unhandled, 'listening'), 300);
      `,
    }).start({ file: 'unhandled.mjs' });
    await server.listens();
    expect(server.said()).toContain('unhandled 2');
  });

  it('that begins its load by hand keeps the last word about it', async () => {
    const server = await workplace({
      'byhand.mjs': `
        import { startLoad } from '@coldstart/sdk';
        import { InferenceSession } from 'onnxruntime-node';
        import { writeOnnx } from './models/onnx.mjs';
        import { createServer } from 'node:http';
        writeOnnx('x.onnx', { vocabulary: 32, hidden: 8, layers: 1 });
        const load = startLoad({ model: 'chat' });
        await InferenceSession.create('x.onnx');
        createServer().listen(process.env.PORT, () => console.log('listening'));
        setTimeout(() => { load.ready(); console.log('ready at', Date.now() / 1000) }, 2500);
      `,
    }).start({ file: 'byhand.mjs' });
    await server.listens();
    const loads = await settled(server);
    expect(loads.map(({ model }) => model)).toEqual(['chat']);
    expect(loads[0]?.phases.map(({ phase }) => phase)).toEqual(['weights_load']);
    await expect.poll(() => server.said()).toContain('ready at');
    const saidS = Number(/ready at (\S+)/.exec(server.said())?.[1]);
    expect(Math.abs((loads[0]?.marks['model_ready'] ?? 0) - saidS)).toBeLessThan(0.1);
  });

  it('tells a download from the hub from the cache, by real HTTP, and counts its bytes', async () => {
    const place = workplace({
      'hub.mjs': `
        import { env, pipeline } from '@huggingface/transformers';
        import { createServer } from 'node:http';
        env.remoteHost = process.env.HUB;
        env.cacheDir = './cache';
        const embed = await pipeline('feature-extraction', 'org/tiny', { dtype: 'fp32' });
        createServer().listen(process.env.PORT, () => console.log('listening'));
      `,
      'make.mjs': `
        import { writeBert } from './models/bert.mjs';
        writeBert('hub/tiny', { vocabulary: 8000, hidden: 64, layers: 1 });
        console.log('listening');
      `,
    });
    await (await place.start({ file: 'make.mjs', flags: [] })).listens();
    const hub = createServer((request, response) => {
      const file = join(
        place.folder,
        'hub',
        'tiny',
        (request.url ?? '').replace(/^.*\/resolve\/[^/]+\//, ''),
      );
      const size = statSync(file, { throwIfNoEntry: false })?.size;
      if (size === undefined) {
        response.writeHead(404).end();
      } else {
        response.writeHead(200, { 'content-length': size });
        createReadStream(file).pipe(response);
      }
    }).listen(0, '127.0.0.1');
    await once(hub, 'listening');
    const env = { HUB: `http://127.0.0.1:${(hub.address() as AddressInfo).port}` };
    try {
      const first = await place.start({ file: 'hub.mjs', env });
      const [remote] = await settled(first);
      expect(remote?.model).toBe('org/tiny');
      expect(remote?.weightsSource).toBe('remote');
      expect(remote?.phases.map(({ phase }) => phase)).toContain('weights_fetch');
      const weights = statSync(join(place.folder, 'hub/tiny/onnx/model.onnx')).size;
      const bytes = (await first.metrics()).find(({ name }) => name === 'coldstart_load_bytes');
      expect(bytes?.value).toBe(weights);
      await first.stop();

      const [cached] = await settled(await place.start({ file: 'hub.mjs', env }));
      expect(cached?.phases.map(({ phase }) => phase)).not.toContain('weights_fetch');
      expect(cached?.weightsSource).toBe('page_cache');
    } finally {
      hub.close();
      hub.closeAllConnections();
    }
  });

  it('is instrumented once, whatever is registered twice, and not in its Workers and forked children', async () => {
    const server = await workplace({
      'family.mjs': `
        import { Worker, isMainThread } from 'node:worker_threads';
        import { fork } from 'node:child_process';
        import { InferenceSession } from 'onnxruntime-node';
        import { writeOnnx } from './models/onnx.mjs';
        import { createServer } from 'node:http';
        if (isMainThread && !process.send) {
          await import('@coldstart/sdk/register');
          writeOnnx('x.onnx', { vocabulary: 32, hidden: 8, layers: 1 });
          await InferenceSession.create('x.onnx');
          new Worker(new URL(import.meta.url)).on('exit', (code) => console.log('worker', code));
          fork(new URL(import.meta.url)).on('exit', (code) => console.log('child', code));
          createServer().listen(process.env.PORT, () => console.log('listening'));
        } else {
          await InferenceSession.create('x.onnx');
        }
      `,
    }).start({
      file: 'family.mjs',
      flags: ['--import', '@coldstart/sdk/register', '--import', '@coldstart/sdk/register'],
    });
    await server.listens();
    await expect
      .poll(() => server.said(), { timeout: 10_000 })
      .toMatch(/worker 0[^]*child 0|child 0[^]*worker 0/);
    const loads = await settled(server);
    expect(loads.map(({ model, attempt }) => [model, attempt])).toEqual([['x', '1']]);
    expect(loads[0]?.phases.map(({ phase }) => phase)).toEqual(['runtime_init', 'weights_load']);
    expect(server.said()).not.toMatch(/cannot listen|Warning/);
  });

  it('is the server and not what starts it, and its worker runs none of its preloads', async () => {
    const place = workplace({
      'preload.mjs': `
        import { isMainThread } from 'node:worker_threads';
        console.log('preload in main thread', isMainThread);
      `,
      'npm-cli.js': `require('node:http').createServer().listen(process.env.PORT, () => console.log('listening'));`,
    });
    const flags: string[] = [];
    const env = { NODE_OPTIONS: '--import @coldstart/sdk/register --import ./preload.mjs' };
    const starter = await place.start({ file: 'npm-cli.js', flags, env });
    await starter.listens();
    await expect(starter.metrics()).rejects.toThrow('fetch failed');
    const server = await place.start({ file: 'onnxruntime/server.mjs', flags, env });
    await server.listens();
    await settled(server);
    expect(server.said().match(/preload in main thread/g)).toHaveLength(1);
  });

  it('that imported its library too early, or bundled it, says so by hand', async () => {
    const server = await workplace({
      'early.mjs': `
        import * as ort from 'onnxruntime-node';
        import { manuallyInstrument } from '@coldstart/sdk/instrumentations';
        import { writeOnnx } from './models/onnx.mjs';
        import { createServer } from 'node:http';
        console.log('known', manuallyInstrument(ort), manuallyInstrument({}));
        writeOnnx('x.onnx', { vocabulary: 32, hidden: 8, layers: 1 });
        await ort.InferenceSession.create('x.onnx');
        createServer().listen(process.env.PORT, () => console.log('listening'));
      `,
    }).start({ file: 'early.mjs', flags: [] });
    await server.listens();
    expect(server.said()).toContain('known true false');
    const [load] = await settled(server);
    expect(load?.phases.map(({ phase }) => phase)).toContain('weights_load');
  });

  it('may have an OpenTelemetry SDK of its own with hooks of its own', async () => {
    const server = await workplace({
      'otel.mjs': `
        import { register } from 'import-in-the-middle/register-hooks.mjs';
        register();
      `,
    }).start({
      file: 'onnxruntime/server.mjs',
      flags: ['--import', '@coldstart/sdk/register', '--import', './otel.mjs'],
    });
    await server.listens();
    const [load] = await settled(server);
    expect(load?.phases.map(({ phase }) => phase)).toEqual(['runtime_init', 'weights_load', 'warmup']);
    expect(server.said()).not.toContain('Warning');
  });

  it('that dies in its load is told of by the next start', async () => {
    const place = workplace({
      'dies.mjs': `
        import { InferenceSession } from 'onnxruntime-node';
        import { writeOnnx } from './models/onnx.mjs';
        import { createServer } from 'node:http';
        writeOnnx('x.onnx', { vocabulary: 32, hidden: 8, layers: 1 });
        const session = InferenceSession.create('x.onnx');
        if (process.env.DIE) process.kill(process.pid, 'SIGKILL');
        await session;
        createServer().listen(process.env.PORT, () => console.log('listening'));
      `,
    });
    const env = { COLDSTART_JOURNAL_DIR: join(place.folder, 'journal') };
    await (
      await place.start({ file: 'dies.mjs', env: { ...env, DIE: '1' } })
    ).ended;
    const next = await place.start({ file: 'dies.mjs', env });
    await next.listens();
    expect(next.said()).toContain('an earlier attempt (1) to load "x" died in weights_load (killed) at 20');
    const loads = await settled(next);
    const abandoned = (await next.metrics()).find(
      ({ name }) => name === 'coldstart_load_abandoned_timestamp_seconds',
    );
    expect(abandoned?.labels).toMatchObject({ phase: 'weights_load', reason: 'killed', attempt: '1' });
    expect(loads.map(({ attempt }) => attempt).sort()).toEqual(['1', '2']);
  });

  it('that ends of its failure to load is told of by the next start too', async () => {
    const place = workplace();
    const env = { COLDSTART_JOURNAL_DIR: join(place.folder, 'journal'), COLDSTART_MODEL_NAME: 'chat' };
    const file = 'onnxruntime/server.mjs';
    const first = await place.start({ file, env: { ...env, MODEL: 'none.onnx' } });
    expect(await first.ended).toBe(1);
    const next = await place.start({ file, env });
    await next.listens();
    await settled(next);
    const abandoned = (await next.metrics()).find(
      ({ name }) => name === 'coldstart_load_abandoned_timestamp_seconds',
    );
    expect(abandoned?.labels).toMatchObject({
      phase: 'weights_load',
      reason: 'uncaught_exception',
      attempt: '1',
    });
    expect(next.said()).toContain('failed in weights_load and ended its process');
  });
});
