import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, type ScalingState } from '../../src/demo/autoscaler/index.js';

const RULES = { minReplicas: 2, maxReplicas: 6, tolerated: 5, polls: 2, targetPerPod: 1 };
const play = (depths: readonly number[]) =>
  depths.reduce<ScalingState>((state, depth) => decide(state, depth, RULES), { replicas: 2, above: 0 });

describe('decide', () => {
  it.each([
    { depths: [0, 5, 5, 5], replicas: 2, why: 'what is tolerated is no reason' },
    { depths: [9], replicas: 2, why: 'one poll is not enough' },
    { depths: [9, 0, 9], replicas: 2, why: 'polls must be in a row' },
    { depths: [9, 9], replicas: 6, why: 'two in a row scale out, up to the maximum' },
    { depths: [9, 9, 0, 0, 0], replicas: 6, why: 'it never scales in' },
  ])('$why', ({ depths, replicas }) => {
    expect(play(depths).replicas).toBe(replicas);
  });

  it('scales in proportion to the queue', () => {
    const rules = { ...RULES, targetPerPod: 3 };
    expect(decide({ replicas: 2, above: 1 }, 10, rules).replicas).toBe(4);
  });

  it('stays within its limits and never goes down', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 1000 })), (depths) => {
        let state: ScalingState = { replicas: 2, above: 0 };
        for (const depth of depths) {
          const next = decide(state, depth, RULES);
          expect(next.replicas).toBeGreaterThanOrEqual(state.replicas);
          expect(next.replicas).toBeLessThanOrEqual(RULES.maxReplicas);
          state = next;
        }
      }),
    );
  });
});
