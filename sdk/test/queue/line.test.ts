import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Line } from '../../src/queue/line.js';
import type { Place } from '../../src/queue/line.js';

it('keeps the order of an array, whatever is pushed, shifted and removed', () => {
  const step = fc.oneof(
    fc.constant({ type: 'push' as const }),
    fc.constant({ type: 'shift' as const }),
    fc.record({ type: fc.constant('remove' as const), at: fc.nat(20) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const line = new Line<number>();
      const model: number[] = [];
      const places: Place<number>[] = [];
      for (const step of steps) {
        if (step.type === 'push') {
          model.push(places.length);
          places.push(line.push(places.length));
        } else if (step.type === 'shift') {
          expect(line.shift()).toBe(model.shift() ?? null);
        } else {
          const place = places[step.at];
          const index = place === undefined ? -1 : model.indexOf(place.value);
          if (place !== undefined) {
            expect(line.remove(place)).toBe(index >= 0);
          }
          if (index >= 0) {
            model.splice(index, 1);
          }
        }
        expect(line.length).toBe(model.length);
      }
      for (const value of model) {
        expect(line.shift()).toBe(value);
      }
      expect(line.shift()).toBeNull();
    }),
  );
});
