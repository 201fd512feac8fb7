import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { Closers } from '../../src/demo/closers.js';
import { listen } from '../../src/demo/listen.js';
import { nextArrivalS, seededRandom, startTraffic } from '../../src/demo/traffic/index.js';

const closers = new Closers();
afterEach(() => closers.close());

async function server(answerMs = 0) {
  let requests = 0;
  const started = await listen(async (_request, response) => {
    requests++;
    await delay(answerMs);
    response.end();
  });
  closers.add(() => started.close());
  return { url: started.url, requests: () => requests };
}

describe('arrivals', () => {
  it('come at the mean rate, at irregular distances, the same for the same seed', () => {
    const gaps = (seed: number) => {
      const random = seededRandom(seed);
      return Array.from({ length: 5000 }, () => nextArrivalS(10, random));
    };
    const first = gaps(1);
    expect(first.reduce((sum, gap) => sum + gap, 0) / first.length).toBeCloseTo(0.1, 2);
    expect(first.every((gap) => gap >= 0 && Number.isFinite(gap))).toBe(true);
    expect(new Set(first).size).toBeGreaterThan(4900);
    expect(gaps(1)).toEqual(first);
    expect(gaps(2)).not.toEqual(first);
  });
});

describe('the load generator', () => {
  const options = { seed: 1, ratePerS: 200, maxRequests: 1000, maxDurationS: 30 };

  it('sends no more than it may', async () => {
    const { url, requests } = await server();
    const traffic = startTraffic({ ...options, url, maxRequests: 20 });
    await expect.poll(requests).toBe(20);
    await delay(200);
    await traffic.stop(1000);
    expect(requests()).toBe(20);
    expect(traffic.sent()).toBe(20);
  });

  it('ends by itself when its time is over', async () => {
    const { url } = await server();
    const traffic = startTraffic({ ...options, url, maxDurationS: 0.2 });
    await delay(400);
    const sent = traffic.sent();
    expect(sent).toBeGreaterThan(0);
    await delay(200);
    expect(traffic.sent()).toBe(sent);
    await traffic.stop(1000);
  });

  it('does not wait for answers before it sends the next', async () => {
    const { url, requests } = await server(2000);
    const traffic = startTraffic({ ...options, url, ratePerS: 100 });
    await expect.poll(requests).toBeGreaterThan(20);
    expect(traffic.inFlight()).toBe(traffic.sent());
    await traffic.stop(0);
  });

  it('changes its rate at once', async () => {
    const { url } = await server();
    const traffic = startTraffic({ ...options, url, ratePerS: 0.001 });
    await delay(100);
    expect(traffic.sent()).toBe(0);
    traffic.setRate(200);
    await expect.poll(() => traffic.sent()).toBeGreaterThan(5);
    await traffic.stop(1000);
  });

  it('goes on when the server refuses', async () => {
    const { url } = await server();
    await closers.close();
    const traffic = startTraffic({ ...options, url });
    await expect.poll(() => traffic.sent()).toBeGreaterThan(5);
    await traffic.stop(1000);
    expect(traffic.inFlight()).toBe(0);
  });
});
