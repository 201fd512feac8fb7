import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawCluster, drawSpike, endS, Random, type Spike } from '../../src/simulator/index.js';

const ROSE_S = 1_760_000_000;

function spikeOf(seed: number): Spike {
  const random = new Random(seed);
  return drawSpike(drawCluster('c', random), 3, ROSE_S, random);
}

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const holds = (check: (spike: Spike) => void): void => {
  fc.assert(
    fc.property(seeds, (seed) => {
      check(spikeOf(seed));
    }),
    { numRuns: 30 },
  );
};

describe('the truth of a spike', () => {
  it('is the same for the same seed, and another for another', () => {
    const shown = (seed: number): string => JSON.stringify(spikeOf(seed));
    expect(shown(7)).toBe(shown(7));
    expect(shown(7)).not.toBe(shown(8));
  });

  it('has two to twelve pods', () => {
    holds(({ pods }) => {
      expect(pods.length).toBeGreaterThanOrEqual(2);
      expect(pods.length).toBeLessThanOrEqual(12);
    });
  });

  it('lets everything happen in order', () => {
    holds(({ pods, decidedS, roseS, untilS }) => {
      for (const pod of pods) {
        const moments = [roseS, decidedS, pod.createdS, pod.scheduledS, pod.allocatedS];
        for (const stretch of [pod.imagePull, pod.init])
          if (stretch) moments.push(stretch.startS, stretch.endS);
        for (const life of pod.attempts) {
          moments.push(life.containerStartedS, life.processStartedS);
          if (life.end.kind === 'ready') moments.push(life.end.modelReadyS);
          moments.push(endS(life.end));
        }
        expect(moments).toEqual(moments.toSorted((a, b) => a - b));
        expect(moments.at(-1)).toBeLessThanOrEqual(pod.attempts.length > 0 ? untilS : Infinity);
      }
    });
  });

  it('keeps every phase inside the life of its process, and reads and transfers weights while it loads them', () => {
    holds(({ pods }) => {
      for (const { processStartedS, phases, end } of pods.flatMap(({ attempts }) => attempts)) {
        const overS = end.kind === 'ready' ? end.modelReadyS : endS(end);
        const load = phases.find(({ phase }) => phase === 'weights_load');
        for (const { phase, startS, endS: endedS, outcome } of phases) {
          expect(startS).toBeGreaterThanOrEqual(processStartedS);
          expect(endedS).toBeGreaterThanOrEqual(startS);
          expect(endedS).toBeLessThanOrEqual(overS);
          if (outcome !== 'ok') expect(endedS).toBe(overS);
          if (load && (phase === 'weights_read' || phase === 'weights_transfer')) {
            expect(startS).toBeGreaterThanOrEqual(load.startS);
            expect(endedS).toBeLessThanOrEqual(load.endS);
          }
        }
      }
    });
  });

  it('has GPUs that work only inside phases that use them, and when they serve', () => {
    const using = new Set<string>([
      'runtime_init',
      'weights_transfer',
      'compile',
      'cache_alloc',
      'graph_capture',
      'warmup',
    ]);
    holds(({ pods }) => {
      for (const { gpus, attempts, deployment } of pods) {
        expect(gpus).toHaveLength(deployment.gpus);
        const may = attempts.flatMap(({ phases }) => phases.filter(({ phase }) => using.has(phase)));
        const last = attempts.at(-1)?.end;
        const readyS = last?.kind === 'ready' ? last.podReadyS : Infinity;
        const allowed = (atS: number): boolean =>
          atS >= readyS || may.some((phase) => phase.startS <= atS && atS <= phase.endS);
        for (const { stretches } of gpus.map(({ busy }) => busy)) {
          expect(stretches.filter(({ startS }) => !allowed(startS))).toEqual([]);
          expect(
            stretches.filter(({ startS }, i) => startS <= (stretches[i - 1]?.endS ?? -Infinity)),
          ).toEqual([]);
        }
      }
    });
  });

  it('answers requests in the order in which they came', () => {
    holds(({ queue }) => {
      const came = queue.waits.map(({ endS: endedS, waitedS }) => endedS - waitedS);
      // Differences of times of this size are good to half a microsecond.
      expect(came.filter((cameS, i) => cameS < (came[i - 1] ?? 0) - 1e-6)).toEqual([]);
      expect(queue.waits.filter(({ waitedS }) => waitedS < 0)).toEqual([]);
      expect(queue.depth.filter((requests) => requests < 0)).toEqual([]);
    });
  });
});
