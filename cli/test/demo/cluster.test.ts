import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Closers } from '../../src/demo/closers.js';
import { podsToCreate, Scheduler, type PodRecord } from '../../src/demo/cluster/index.js';
import { untilReady } from '../../src/demo/cluster/probe.js';
import { listen } from '../../src/demo/listen.js';

const closers = new Closers();
afterEach(() => closers.close());

describe('podsToCreate', () => {
  const pods = (running: number, failed: number) => [
    ...Array.from({ length: running }, () => ({ phase: 'Running' }) as PodRecord),
    ...Array.from({ length: failed }, () => ({ phase: 'Failed' }) as PodRecord),
  ];

  it('fills up to the wanted number and replaces failed pods while it may', () => {
    expect(podsToCreate([], 2, 2)).toBe(2);
    expect(podsToCreate(pods(2, 0), 6, 2)).toBe(4);
    expect(podsToCreate(pods(5, 1), 6, 2)).toBe(1);
    expect(podsToCreate(pods(6, 1), 6, 2)).toBe(0);
    expect(podsToCreate(pods(5, 3), 6, 2)).toBe(0);
  });

  it('never creates without end, however often pods fail', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10 }), fc.nat({ max: 10 }), (wanted, replacements) => {
        let failed = 0;
        let created = 0;
        for (;;) {
          const next = podsToCreate(pods(0, failed), wanted, replacements);
          if (next === 0) break;
          created += next;
          failed += next;
          expect(created).toBeLessThanOrEqual(wanted + replacements + wanted);
        }
      }),
    );
  });
});

describe('Scheduler', () => {
  const never = new AbortController().signal;

  it('gives out each node once, and a freed one to who waited first', async () => {
    const scheduler = new Scheduler(['a', 'b']);
    expect([await scheduler.take(never), await scheduler.take(never)]).toEqual(['a', 'b']);
    const order: string[] = [];
    const first = scheduler.take(never).then((node) => order.push(`first ${node}`));
    const second = scheduler.take(never).then((node) => order.push(`second ${node}`));
    scheduler.giveBack('b');
    scheduler.giveBack('a');
    await Promise.all([first, second]);
    expect(order).toEqual(['first b', 'second a']);
  });

  it('does not lose a node to a pod that was deleted while it waited', async () => {
    const scheduler = new Scheduler(['a']);
    await scheduler.take(never);
    const deleted = new AbortController();
    const waiting = scheduler.take(deleted.signal);
    deleted.abort();
    await expect(waiting).rejects.toThrow('deleted');
    scheduler.giveBack('a');
    expect(await scheduler.take(never)).toBe('a');
  });
});

describe('the readiness probe', () => {
  it('asks once per period until it hears 200', async () => {
    let asked = 0;
    const server = await listen((_request, response) => {
      asked++;
      response.writeHead(asked < 3 ? 503 : 200).end();
    });
    closers.add(() => server.close());
    const startMs = performance.now();
    const signal = new AbortController().signal;
    expect(await untilReady(server.url, { periodS: 0.1, timeoutS: 1, signal })).toBe(true);
    expect(asked).toBe(3);
    expect(performance.now() - startMs).toBeGreaterThan(190);
  });

  it('stops asking when the pod is gone', async () => {
    const server = await listen(() => undefined);
    await server.close();
    const controller = new AbortController();
    const probe = untilReady(server.url, { periodS: 0.05, timeoutS: 1, signal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 120);
    expect(await probe).toBe(false);
  });
});
