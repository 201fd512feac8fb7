import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { Closers } from '../../src/demo/closers.js';
import { queueFigures, startGateway } from '../../src/demo/gateway/index.js';
import { listen } from '../../src/demo/listen.js';

const SERVICE_MS = 120;
const closers = new Closers();
afterEach(() => closers.close());

async function pod(serviceMs = SERVICE_MS) {
  const server = await listen(async (_request, response) => {
    await delay(serviceMs);
    response.end('answer');
  });
  closers.add(() => server.close());
  return server;
}

async function gateway(options: { slotsPerPod?: number; requestTimeoutS?: number } = {}) {
  const waits: number[] = [];
  const started = await startGateway({
    slotsPerPod: 1,
    requestTimeoutS: 10,
    ...options,
    onWait: (waitS) => {
      waits.push(waitS);
    },
  });
  closers.add(() => started.close());
  return { ...started, waits };
}

const ask = (url: string, signal?: AbortSignal) =>
  fetch(`${url}/infer`, { method: 'POST', body: '{}', ...(signal && { signal }) });

describe('the gateway', () => {
  it('measures how long each request waits for its turn', async () => {
    const front = await gateway();
    front.addEndpoint((await pod()).url);
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask(front.url)));
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(Array(4).fill('answer'));
    front.waits.forEach((waitS, turn) => {
      expect(waitS).toBeGreaterThan((turn * SERVICE_MS) / 1000 - 0.02);
      expect(waitS).toBeLessThan((turn * SERVICE_MS) / 1000 + 0.5);
    });
    expect(front.maxDepth()).toBe(3);
    expect(front.depth()).toBe(0);
    expect(front.records().map(({ failed }) => failed)).toEqual([false, false, false, false]);
  });

  it('holds requests until there is a pod', async () => {
    const front = await gateway();
    const answer = ask(front.url);
    await expect.poll(() => front.depth()).toBe(1);
    await delay(200);
    front.addEndpoint((await pod(1)).url);
    expect((await answer).status).toBe(200);
    expect(front.waits[0]).toBeGreaterThan(0.19);
  });

  it('answers 502 for a pod that is gone, counts it, and goes on with the next', async () => {
    const front = await gateway();
    const gone = await pod();
    await gone.close();
    front.addEndpoint(gone.url);
    const first = await ask(front.url);
    expect(first.status).toBe(502);
    expect(await first.text()).toContain(gone.url);
    front.removeEndpoint(gone.url);
    front.addEndpoint((await pod(1)).url);
    expect((await ask(front.url)).status).toBe(200);
    expect(front.records().map(({ failed }) => failed)).toEqual([true, false]);
  });

  it('forgets a request whose client has gone', async () => {
    const front = await gateway();
    const client = new AbortController();
    const answer = ask(front.url, client.signal).catch(() => 'gone');
    await expect.poll(() => front.depth()).toBe(1);
    client.abort();
    expect(await answer).toBe('gone');
    await expect.poll(() => front.depth()).toBe(0);
    expect(front.records()).toMatchObject([{ waitS: null, failed: true }]);
  });

  it('gives up after its time limit', async () => {
    const front = await gateway({ requestTimeoutS: 0.1 });
    expect((await ask(front.url)).status).toBe(504);
    expect(front.depth()).toBe(0);
  });
});

describe('queueFigures', () => {
  const record = (arrivedS: number, waitS: number | null, failed = false) => ({ arrivedS, waitS, failed });

  it('splits the waits at the jump and when the last pod is ready', () => {
    const records = [record(1, 0.1), record(5, 2), record(6, 8), record(7, null, true), record(20, 0.2)];
    expect(queueFigures(records, 12, 5, 10)).toEqual({
      p95_before_s: 0.1,
      p95_during_s: 8,
      p95_after_s: 0.2,
      max_depth: 12,
      requests: 5,
      failed: 1,
    });
  });

  it('says null, not 0, where nobody asked', () => {
    expect(queueFigures([record(1, 0.5)], 0, null, null)).toMatchObject({
      p95_before_s: 0.5,
      p95_during_s: null,
      p95_after_s: null,
    });
  });

  it('takes the nearest rank', () => {
    const records = Array.from({ length: 100 }, (_, index) => record(0, index + 1));
    expect(queueFigures(records, 0, null, null).p95_before_s).toBe(95);
  });
});
