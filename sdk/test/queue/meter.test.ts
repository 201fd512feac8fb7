import { diag } from '@opentelemetry/api';
import { QUEUE_WAIT_BUCKETS_S } from '@coldstart/conventions';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { QueueMeter, sharedMeter } from '../../src/queue/index.js';

const nothing = (): void => undefined;
let said: string[] = [];

beforeEach(() => {
  said = [];
  const say = (_name: string, ...rest: unknown[]): number => said.push(rest.join(' '));
  diag.setLogger({ error: say, warn: say, info: nothing, debug: nothing, verbose: nothing });
});

afterEach(() => {
  diag.disable();
});

describe('the meter', () => {
  it('says nothing while nothing was reported', () => {
    expect(new QueueMeter().snapshot()).toBeNull();
  });

  it('puts a wait into the first bucket whose bound it does not pass', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1000, noNaN: true })), (waits) => {
        fc.pre(waits.length > 0);
        const meter = new QueueMeter();
        waits.forEach((wait) => {
          meter.waited(wait);
        });
        const snapshot = meter.snapshot();
        const upTo = (bound: number) => waits.filter((wait) => wait <= bound).length;
        let below = 0;
        QUEUE_WAIT_BUCKETS_S.forEach((bound, index) => {
          below += snapshot?.counts[index] ?? NaN;
          expect(below).toBe(upTo(bound));
        });
        expect(snapshot?.counts).toHaveLength(QUEUE_WAIT_BUCKETS_S.length + 1);
        expect(snapshot?.counts.reduce((a, b) => a + b)).toBe(waits.length);
        expect(snapshot?.count).toBe(waits.length);
        expect(snapshot?.sumS).toBeCloseTo(waits.reduce((a, b) => a + b));
      }),
    );
  });

  it('adds up the depths that it was given, until they are taken away', () => {
    const meter = new QueueMeter();
    meter.depth(() => 3);
    const remove = meter.depth(() => 4);
    expect(meter.snapshot()).toMatchObject({ depth: 7, count: 0 });
    remove();
    expect(meter.snapshot()?.depth).toBe(3);
  });

  it('has no depth where only waits are told', () => {
    const meter = new QueueMeter();
    meter.waited(1);
    expect(meter.snapshot()?.depth).toBeNull();
  });

  it.each([Number.NaN, -1, Infinity, '4', null, undefined, {}, 5n])(
    'refuses a wait and a depth of %s, and says so once',
    (value) => {
      const meter = new QueueMeter();
      meter.waited(value as number);
      meter.waited(value as number);
      expect(meter.snapshot()).toBeNull();
      meter.depth(() => value as number);
      expect(meter.snapshot()).toMatchObject({ depth: null, count: 0 });
      expect(meter.snapshot()?.depth).toBeNull();
      expect(said).toEqual([
        expect.stringContaining('queue.waited: seconds must be a number from 0 on'),
        expect.stringContaining('queue.depth: the function must return a number from 0 on'),
      ]);
    },
  );

  it('survives a depth that throws or is no function, and a listener that throws', () => {
    const meter = new QueueMeter();
    meter.depth(5 as unknown as () => number)();
    const other = new QueueMeter();
    other.depth(() => {
      throw new Error('no queue');
    });
    expect(other.snapshot()?.depth).toBeNull();
    const listener = vi.fn(() => {
      throw new Error('no worker');
    });
    other.subscribe(listener);
    other.waited(1);
    other.waited(1);
    expect(listener).toHaveBeenCalledTimes(1);
    expect(said).toEqual([
      expect.stringContaining('must be given a function, got 5'),
      expect.stringContaining('threw Error: no queue'),
      expect.stringContaining('no worker'),
    ]);
  });

  it('tells listeners of each change, until they leave', () => {
    const meter = new QueueMeter();
    const listener = vi.fn();
    const leave = meter.subscribe(listener);
    meter.waited(1.5);
    meter.depth(() => 1);
    leave();
    meter.waited(0);
    expect(listener.mock.calls).toEqual([[1.5], [null]]);
  });

  it('is one for the process, even for a second copy of the package', async () => {
    vi.resetModules();
    const copy = await import('../../src/queue/index.js');
    expect(copy.QueueMeter).not.toBe(QueueMeter);
    expect(copy.sharedMeter()).toBe(sharedMeter());
  });
});
