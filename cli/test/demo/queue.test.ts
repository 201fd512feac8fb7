import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FifoQueue } from '../../src/demo/gateway/index.js';

describe('FifoQueue', () => {
  it('measures from arrival to a free slot', () => {
    const queue = new FifoQueue<string>(1);
    expect(queue.enqueue('a', 10)).toEqual([]);
    expect(queue.enqueue('b', 11)).toEqual([]);
    expect(queue.addEndpoint('pod', 15)).toEqual([{ item: 'a', endpoint: 'pod', waitS: 5 }]);
    expect(queue.depth).toBe(1);
    expect(queue.release('pod', 20)).toEqual([{ item: 'b', endpoint: 'pod', waitS: 9 }]);
  });

  it('prefers the pod with most free slots', () => {
    const queue = new FifoQueue<number>(2);
    queue.addEndpoint('a', 0);
    queue.addEndpoint('b', 0);
    const order = [1, 2, 3, 4].flatMap((item) => queue.enqueue(item, 0)).map(({ endpoint }) => endpoint);
    expect(order).toEqual(['a', 'b', 'a', 'b']);
  });

  it('sends nothing to a pod that was taken out', () => {
    const queue = new FifoQueue<number>(1);
    queue.addEndpoint('gone', 0);
    queue.enqueue(1, 0);
    queue.enqueue(2, 0);
    queue.removeEndpoint('gone');
    expect(queue.release('gone', 1)).toEqual([]);
    expect(queue.depth).toBe(1);
  });

  it('keeps the order, fills no slot twice and loses nobody, whatever happens', () => {
    const slots = 2;
    const event = fc.oneof(
      fc.constant({ kind: 'arrive' as const }),
      fc.record({ kind: fc.constant('free' as const), pick: fc.nat() }),
      fc.record({ kind: fc.constant('pod' as const), name: fc.constantFrom('a', 'b', 'c') }),
      fc.record({ kind: fc.constant('leave' as const), pick: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), (events) => {
        const queue = new FifoQueue<number>(slots);
        const arrivals: number[] = [];
        const left = new Set<number>();
        const running: { item: number; endpoint: string }[] = [];
        const started: number[] = [];
        events.forEach((each, nowS) => {
          const dispatched =
            each.kind === 'arrive'
              ? queue.enqueue(arrivals.push(nowS) - 1, nowS)
              : each.kind === 'pod'
                ? queue.addEndpoint(each.name, nowS)
                : each.kind === 'free' && running.length > 0
                  ? queue.release(running.splice(each.pick % running.length, 1)[0]?.endpoint ?? '', nowS)
                  : [];
          if (each.kind === 'leave' && arrivals.length > 0) {
            const item = each.pick % arrivals.length;
            if (queue.remove(item)) left.add(item);
          }
          for (const { item, endpoint, waitS } of dispatched) {
            expect(waitS).toBe(nowS - (arrivals[item] ?? NaN));
            started.push(item);
            running.push({ item, endpoint });
          }
          for (const name of queue.endpoints) {
            expect(running.filter(({ endpoint }) => endpoint === name).length).toBeLessThanOrEqual(slots);
          }
        });
        expect(started).toEqual(started.toSorted((a, b) => a - b));
        expect(started.length + left.size + queue.depth).toBe(arrivals.length);
      }),
    );
  });
});
