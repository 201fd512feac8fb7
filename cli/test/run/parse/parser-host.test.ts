import { afterEach, describe, expect, it } from 'vitest';
import { ENGINES } from '../../../src/log/index.js';
import type { LogEvent } from '../../../src/log/index.js';
import { ParserHost } from '../../../src/run/parse/index.js';
import type { ParserOptions } from '../../../src/run/parse/index.js';

const THREAD = new URL('../../../dist/run/parse/thread.js', import.meta.url);

const hosts: ParserHost[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.stop();
});

function start(options: Partial<ParserOptions> = {}) {
  const events: LogEvent[] = [];
  const said: string[] = [];
  const servers: string[] = [];
  const host = new ParserHost({
    profiles: ENGINES,
    server: 'vllm',
    stopsAtReady: true,
    module: THREAD,
    onEvents: (seen) => events.push(...seen),
    onServer: (server) => servers.push(server),
    complain: (line) => said.push(line),
    ...options,
  });
  hosts.push(host);
  return { host, events, said, servers, types: () => events.map(({ type }) => type) };
}

const LOADING = 'INFO 03-04 10:00:00 [gpu_model_runner.py:1] Starting to load model acme/one...\n';
const LOADED =
  'INFO 03-04 10:00:09 [gpu_model_runner.py:2] Model loading took 1.5000 GiB memory and 8.250000 seconds\n';

describe('ParserHost', () => {
  it('dates a line by its arrival, not by what it says', async () => {
    const { host, events } = start();
    host.push(Buffer.from(LOADING), 'stdout', 1000.5);
    host.push(Buffer.from(LOADED), 'stdout', 1009);
    await host.settle(1010);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'begin', phase: 'weights_load', atS: 1000.5 }),
    );
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'end', phase: 'weights_load', atS: 1009, printedS: 8.25 }),
    );
  });

  it('puts a line together that arrives in pieces, each output for itself', async () => {
    const { host, types } = start();
    host.push(Buffer.from(LOADING.slice(0, 50)), 'stdout', 1);
    host.push(Buffer.from('unrelated\n'), 'stderr', 2);
    host.push(Buffer.from(LOADING.slice(50)), 'stdout', 3);
    await host.settle(4);
    expect(types()).toContain('begin');
  });

  it('reads on behind a line that says ready where somebody asks the server', async () => {
    const { host, events } = start({ stopsAtReady: false });
    host.push(Buffer.from(`${LOADING}INFO:     Application startup complete.\n`), 'stdout', 1);
    host.push(Buffer.from(LOADED), 'stdout', 13);
    await host.settle(14);
    expect(events).toContainEqual(expect.objectContaining({ type: 'end', phase: 'weights_load', atS: 13 }));
  });

  it('finds the server by its lines and reads the first ones too', async () => {
    const { host, events, servers } = start({ server: null });
    host.push(Buffer.from(LOADING), 'stdout', 5);
    await host.settle(6);
    await expect.poll(() => servers, { timeout: 10_000 }).toEqual(['vllm']);
    host.push(Buffer.from(LOADED), 'stdout', 13);
    await host.settle(14);
    expect(events).toContainEqual(expect.objectContaining({ type: 'begin', phase: 'weights_load', atS: 5 }));
    expect(events).toContainEqual(expect.objectContaining({ type: 'end', phase: 'weights_load', atS: 13 }));
  });

  it('goes on with a new thread when one crashes, and gives up when that one crashes too', async () => {
    const { host, said } = start({ module: new URL('./crashing-thread.mjs', import.meta.url) });
    host.push(Buffer.from(LOADING), 'stdout', 1);
    await expect.poll(() => said).toEqual([expect.stringContaining('a new one goes on')]);
    host.push(Buffer.from(LOADED), 'stdout', 2);
    await expect.poll(() => said).toHaveLength(2);
    expect(said[1]).toContain('no longer read');
    host.push(Buffer.from(LOADED), 'stdout', 3);
    await host.settle(4);
  });

  it('drops what a thread that hangs cannot take, without waiting for it each time, and says how much', () => {
    const { host, said } = start({ module: new URL('./hanging-thread.mjs', import.meta.url) });
    const chunk = Buffer.from(LOADING.repeat(500));
    for (let bytes = 0; bytes < 20e6; bytes += chunk.length) host.push(chunk, 'stdout', 1);
    host.stop();
    expect(said).toEqual([expect.stringMatching(/^1\d{7} bytes of its log came faster/)]);
  });
});
