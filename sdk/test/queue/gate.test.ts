import { AsyncLocalStorage } from 'node:async_hooks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GateFullError, GateTimeoutError, QueueMeter } from '../../src/queue/index.js';
import { MeteredGate } from '../../src/queue/gate.js';
import type { GateEdge } from '../../src/queue/gate.js';
import type { GateLimits } from '../../src/queue/limits.js';

/** A clock that stands until it is moved, and the timers that hang on it. */
function fakeClock() {
  let s = 0;
  const timers = new Set<{ atS: number; fn: () => void }>();
  const edge: GateEdge = {
    nowS: () => s,
    after: (seconds, fn) => {
      const timer = { atS: s + seconds, fn };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  return {
    edge,
    timers,
    pass: (seconds: number) => {
      s += seconds;
      for (const timer of [...timers].sort((a, b) => a.atS - b.atS)) {
        if (timer.atS <= s && timers.delete(timer)) {
          timer.fn();
        }
      }
    },
  };
}

function gateOf(limits: Partial<GateLimits>) {
  const clock = fakeClock();
  const meter = new QueueMeter();
  const all = { concurrency: 1, maxWaiting: Infinity, timeoutS: Infinity, ...limits };
  return { gate: new MeteredGate(all, meter, clock.edge), meter, clock };
}

describe('the gate', () => {
  it('lets so many in and the others in turn', async () => {
    const { gate, meter, clock } = gateOf({ concurrency: 2 });
    const [a, b] = [await gate.enter(), await gate.enter()];
    const order: string[] = [];
    const c = gate.enter().then((release) => (order.push('c'), release));
    const d = gate.enter().then((release) => (order.push('d'), release));
    expect([gate.active, gate.waiting, meter.snapshot()?.depth]).toEqual([2, 2, 2]);
    clock.pass(5);
    b();
    await c;
    expect(order).toEqual(['c']);
    a();
    a();
    b();
    (await c)();
    (await d)();
    expect(order).toEqual(['c', 'd']);
    expect([gate.active, gate.waiting]).toEqual([0, 0]);
    expect(meter.snapshot()).toMatchObject({ depth: 0, count: 4, sumS: 10 });
  });

  it('refuses where it is full, which is no wait', async () => {
    const { gate, meter } = gateOf({ maxWaiting: 1 });
    const release = await gate.enter();
    const second = gate.enter();
    await expect(gate.enter()).rejects.toThrow(GateFullError);
    expect(meter.snapshot()?.count).toBe(1);
    release();
    (await second)();
  });

  it('counts the wait of who timed out or gave up, and leaves no timer', async () => {
    const { gate, meter, clock } = gateOf({ timeoutS: 10 });
    const release = await gate.enter();
    const late = gate.enter();
    const left = new AbortController();
    const gone = gate.enter(left.signal);
    clock.pass(4);
    left.abort();
    await expect(gone).rejects.toMatchObject({ name: 'AbortError' });
    clock.pass(6);
    await expect(late).rejects.toThrow(GateTimeoutError);
    expect(gate.waiting).toBe(0);
    expect(clock.timers.size).toBe(0);
    expect(meter.snapshot()).toMatchObject({ count: 3, sumS: 14 });
    release();
    expect(gate.active).toBe(0);
    await expect(gate.enter(left.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect(gate.active).toBe(0);
  });

  it('keeps each request in its own async context, although another one lets it in', async () => {
    const { gate } = gateOf({});
    const storage = new AsyncLocalStorage<string>();
    const seen = ['a', 'b', 'c'].map((id) =>
      storage.run(id, () => gate.run(() => Promise.resolve(storage.getStore()))),
    );
    expect(await Promise.all(seen)).toEqual(['a', 'b', 'c']);
  });

  it('runs a function in a slot and gives it back, whatever becomes of it', async () => {
    const { gate } = gateOf({});
    await expect(gate.run(() => gate.active)).resolves.toBe(1);
    await expect(gate.run(() => Promise.reject(new Error('later')))).rejects.toThrow('later');
    await expect(
      gate.run(() => {
        throw new RangeError('now');
      }),
    ).rejects.toThrow(RangeError);
    expect(gate.active).toBe(0);
  });
});

type Step =
  | { readonly type: 'enter' }
  | { readonly type: 'crowd' }
  | { readonly type: 'release' | 'abort'; readonly at: number; readonly again: boolean }
  | { readonly type: 'pass'; readonly seconds: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ type: 'enter' as const }) },
  fc.constant({ type: 'crowd' as const }),
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constantFrom('release' as const, 'abort' as const),
      at: fc.nat(30),
      again: fc.boolean(),
    }),
  },
  fc.record({ type: fc.constant('pass' as const), seconds: fc.integer({ min: 0, max: 6 }) }),
);

/** How one request went, as the property sees it. */
interface Visit {
  readonly number: number;
  readonly controller: AbortController;
  release: (() => void) | null;
  state: 'waiting' | 'in' | 'out' | 'refused';
}

it('never leaks a slot, whatever enters, leaves, gives up and times out in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 6 }),
      fc.array(step, { maxLength: 60 }),
      async (concurrency, maxWaiting, steps) => {
        const { gate, meter, clock } = gateOf({ concurrency, maxWaiting, timeoutS: 10 });
        const visits: Visit[] = [];
        const entered: number[] = [];
        let full = 0;
        const enter = (): void => {
          const visit: Visit = {
            number: visits.length,
            controller: new AbortController(),
            release: null,
            state: 'waiting',
          };
          visits.push(visit);
          gate.enter(visit.controller.signal).then(
            (release) => {
              visit.release = release;
              visit.state = 'in';
              entered.push(visit.number);
            },
            (error: unknown) => {
              full += error instanceof GateFullError ? 1 : 0;
              visit.state = 'refused';
            },
          );
        };
        const settle = () => new Promise((resolve) => setImmediate(resolve));
        const count = (state: Visit['state']) => visits.filter((visit) => visit.state === state).length;
        const act = (taken: Step): void => {
          if (taken.type === 'enter') {
            enter();
          } else if (taken.type === 'crowd') {
            // A crowd that comes within one turn of the event loop.
            for (let i = 0; i < 3; i++) {
              enter();
            }
          } else if (taken.type === 'pass') {
            clock.pass(taken.seconds);
          } else {
            const visit = visits[taken.at];
            if (taken.type === 'abort') {
              visit?.controller.abort();
            } else if (visit?.release && (visit.state === 'in' || taken.again)) {
              visit.release();
              visit.state = 'out';
            }
          }
        };
        for (const each of steps) {
          act(each);
          expect(gate.active).toBeLessThanOrEqual(concurrency);
          expect(gate.waiting).toBeLessThanOrEqual(maxWaiting);
          await settle();
          expect(gate.active).toBe(count('in'));
          expect(gate.waiting).toBe(count('waiting'));
          expect(clock.timers.size).toBe(gate.waiting);
          expect(meter.snapshot()?.depth).toBe(gate.waiting);
          // Nobody waits while a slot is free.
          expect(gate.waiting === 0 || gate.active === concurrency).toBe(true);
        }
        expect(entered).toEqual([...entered].sort((a, b) => a - b));
        while (gate.active > 0) {
          visits.forEach((visit) => {
            if (visit.state === 'in') {
              visit.release?.();
              visit.state = 'out';
            }
          });
          await settle();
        }
        expect(gate.waiting).toBe(0);
        expect(count('waiting')).toBe(0);
        expect(clock.timers.size).toBe(0);
        expect(meter.snapshot()?.count).toBe(visits.length - full);
      },
    ),
    { numRuns: 200 },
  );
});
