import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildTimeline, type ColdStart, type Series, type Timeline } from '../src/index.js';
import { anySeries, ANY_NOW_S } from './fixtures/stories.js';
import { T0 } from './fixtures/index.js';

/** Wide enough for clocks that are off by an hour. */
const OPTIONS = { nowS: T0 + ANY_NOW_S, fromS: T0 - 10_000, toS: T0 + ANY_NOW_S };
const RUNS = { numRuns: 400 };
/** Unix seconds as doubles are exact to a quarter of a microsecond; sums of a few stay within this. */
const ROUNDING_S = 1e-5;

function everyColdStart(check: (one: ColdStart, timeline: Timeline) => void): void {
  fc.assert(
    fc.property(anySeries, (series) => {
      const timeline = buildTimeline({ series }, OPTIONS);
      for (const one of timeline.coldStarts) check(one, timeline);
    }),
    RUNS,
  );
}

describe('whatever the series say', () => {
  test('the stories reach every outcome and both answers about GPUs', () => {
    const reached = new Set<string>();
    everyColdStart(({ outcome, gpu }) => {
      reached.add(outcome.kind).add(gpu.kind);
      if (gpu.kind === 'observed' && gpu.gaps.length > 0) reached.add('gap');
    });
    expect([...reached].sort()).toEqual([
      'failed',
      'gap',
      'loading',
      'lost',
      'not_observable',
      'observed',
      'ready',
    ]);
  });

  test('segments cover the cold start exactly once, in order', () => {
    everyColdStart(({ segments, startS, endS, durationS, phases, unattributedS }) => {
      let reachedS = startS;
      let sumS = 0;
      let unattributed = 0;
      for (const segment of segments) {
        expect(segment.startS).toBe(reachedS);
        expect(segment.endS).toBeGreaterThan(segment.startS);
        if (segment.phase === null) unattributed += segment.endS - segment.startS;
        else {
          const phase = phases[segment.phase];
          expect(phase?.startS).toBeLessThanOrEqual(segment.startS);
          expect(phase?.endS).toBeGreaterThanOrEqual(segment.endS);
        }
        reachedS = segment.endS;
        sumS += segment.endS - segment.startS;
      }
      expect(reachedS).toBe(endS);
      expect(Math.abs(sumS - durationS)).toBeLessThan(ROUNDING_S);
      expect(Math.abs(unattributed - unattributedS)).toBeLessThan(ROUNDING_S);
    });
  });

  test('a stretch is unattributed only where no phase is', () => {
    everyColdStart(({ segments, phases }) => {
      for (const { phase, startS, endS } of segments) {
        if (phase !== null) continue;
        const over = phases.filter((span) => span.durationS > 0 && span.startS < endS && span.endS > startS);
        expect(over).toEqual([]);
      }
    });
  });

  test('no duration is negative and no figure is NaN', () => {
    everyColdStart(({ durationS, resolutionS, phases, unattributedS, gpu }) => {
      const figures = [durationS, resolutionS, unattributedS];
      for (const phase of phases) {
        figures.push(phase.durationS, phase.resolutionS, phase.endS - phase.startS);
        expect(phase.durationS).toBe(phase.endS - phase.startS);
      }
      if (gpu.kind === 'observed') {
        figures.push(gpu.allocatedGpuS, gpu.idleGpuS, gpu.unknownGpuS, gpu.resolutionS, gpu.minGapS);
        for (const gap of gpu.gaps) figures.push(gap.durationS, ...gap.under.map(({ seconds }) => seconds));
      }
      expect(figures.filter((figure) => !(figure >= 0))).toEqual([]);
    });
  });

  test('parents enclose their children, and no sibling is drawn over another', () => {
    everyColdStart(({ phases }) => {
      const row = (index: number): number => {
        const phase = phases[index];
        if (!phase) throw new Error(`no phase ${index}`);
        return phase.parent === null ? phase.lane : row(phase.parent) + 1 + phase.lane;
      };
      phases.forEach((phase, index) => {
        const parent = phase.parent === null ? undefined : phases[phase.parent];
        if (parent) {
          expect(parent.startS).toBeLessThanOrEqual(phase.startS);
          expect(parent.endS).toBeGreaterThanOrEqual(phase.endS);
          expect(phase.depth).toBe(parent.depth + 1);
        } else expect(phase.depth).toBe(0);
        phases.slice(0, index).forEach((other, otherIndex) => {
          const overlap = other.startS < phase.endS && phase.startS < other.endS;
          if (overlap) expect(row(otherIndex)).not.toBe(row(index));
        });
      });
    });
  });

  test('activity covers its view without holes, and gaps lie in idle stretches of the cold start', () => {
    everyColdStart(({ gpu, endS, startS }) => {
      if (gpu.kind !== 'observed') return;
      for (const { activity, id } of gpu.gpus) {
        activity.slice(1).forEach((stretch, index) => {
          expect(stretch.startS).toBe(activity[index]?.endS);
        });
        for (const gap of gpu.gaps.filter(({ gpuId }) => gpuId === id)) {
          const over = activity.filter((stretch) => stretch.startS < gap.endS && stretch.endS > gap.startS);
          expect(new Set(over.map(({ state }) => state))).toEqual(new Set(['idle']));
          expect(gap.startS).toBeGreaterThanOrEqual(startS);
          expect(gap.endS).toBeLessThanOrEqual(endS);
          const under = gap.under.reduce((sum, { seconds }) => sum + seconds, 0);
          expect(Math.abs(under - gap.durationS)).toBeLessThan(ROUNDING_S);
        }
      }
      expect(gpu.idleGpuS + gpu.unknownGpuS).toBeLessThanOrEqual(gpu.allocatedGpuS + ROUNDING_S);
    });
  });

  test('replicas have pods of their own, and are ready with the last of them', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(anySeries, (series) => {
        const { coldStarts, replicas } = buildTimeline({ series }, OPTIONS);
        const byId = new Map(coldStarts.map((one) => [one.id, one]));
        for (const { id, members, last, readyS, startS } of replicas) {
          expect(members).toContain(last);
          for (const member of members) {
            expect(byId.get(member)?.replica).toBe(id);
            expect(byId.get(member)?.startS).toBeGreaterThanOrEqual(startS);
          }
          if (readyS === null) expect(byId.get(last)?.outcome.kind).not.toBe('ready');
          else expect(byId.get(last)?.endS).toBe(readyS);
          reached.add(readyS === null ? 'waits' : 'ready');
        }
        expect(new Set(replicas.map(({ id }) => id)).size).toBe(replicas.length);
      }),
      RUNS,
    );
    expect([...reached].sort()).toEqual(['ready', 'waits']);
  });

  test('an image pull has a length or is not observable, and lies in what the container waited', () => {
    const reached = new Set<string>();
    everyColdStart(({ imagePull, phases }) => {
      reached.add(imagePull.kind);
      const spans = phases.filter(
        ({ phase, source }) => phase === 'image_pull' && source === 'kube-state-metrics',
      );
      if (imagePull.kind !== 'estimated') {
        expect(spans).toEqual([]);
        return;
      }
      expect(imagePull.atMostS).toBeGreaterThanOrEqual(imagePull.atLeastS);
      expect(imagePull.atLeastS).toBeGreaterThanOrEqual(0);
      for (const span of spans) expect(span.estimated).toBe(true);
    });
    expect([...reached].sort()).toEqual(['estimated', 'not_observable', 'on_node']);
  });

  test('every cold start has an id of its own', () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        const ids = buildTimeline({ series }, OPTIONS).coldStarts.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      RUNS,
    );
  });

  test('without activity series the GPU is not observable, never idle for 0 s', () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        const blind = series.filter(({ metric }) => !metric.startsWith('DCGM_'));
        for (const { gpu } of buildTimeline({ series: blind }, OPTIONS).coldStarts) {
          expect(Object.keys(gpu).sort()).toEqual(['kind', 'why']);
          expect(gpu.kind).toBe('not_observable');
        }
      }),
      RUNS,
    );
  });
});

describe('order', () => {
  test('of series and of samples changes nothing', () => {
    fc.assert(
      fc.property(anySeries, fc.infiniteStream(fc.nat()), (series, numbers) => {
        const shuffled = shuffle(series, numbers).map((one): Series => {
          const pairs = Array.from(one.timesS, (timeS, i) => [timeS, one.values[i] ?? Number.NaN] as const);
          const mixed = shuffle(pairs, numbers);
          return { ...one, timesS: mixed.map(([timeS]) => timeS), values: mixed.map(([, value]) => value) };
        });
        expect(buildTimeline({ series: shuffled }, OPTIONS)).toEqual(buildTimeline({ series }, OPTIONS));
      }),
      RUNS,
    );
  });

  test('a series that comes twice changes nothing', () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        expect(buildTimeline({ series: [...series, ...series] }, OPTIONS)).toEqual(
          buildTimeline({ series }, OPTIONS),
        );
      }),
      RUNS,
    );
  });
});

function shuffle<Item>(items: readonly Item[], numbers: { next(): IteratorResult<number> }): Item[] {
  const mixed = [...items];
  for (let i = mixed.length - 1; i > 0; i--) {
    const other = Number(numbers.next().value) % (i + 1);
    const [a, b] = [mixed[i] as Item, mixed[other] as Item];
    [mixed[i], mixed[other]] = [b, a];
  }
  return mixed;
}
