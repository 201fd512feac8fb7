import {
  MAX_SERIES_PER_POD,
  METRICS,
  PHASE_NAMES,
  PHASES,
  QUEUE_WAIT_BUCKETS_S,
} from '@coldstart/conventions';
import { resourceFromAttributes } from '@opentelemetry/resources';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expositionText } from '../src/exposition/index.js';
import { initialState, reduce } from '../src/load/index.js';
import type { LoadState, Transition } from '../src/load/index.js';
import { producerOf } from '../src/otlp/index.js';
import { observe } from '../src/signals/index.js';
import type { Known } from '../src/signals/index.js';
import { withinBudget } from '../src/signals/budget.js';
import { loadObservations } from '../src/signals/load.js';
import { seriesOf } from '../src/signals/observation.js';
import { newSpan } from '../src/trace-parent.js';

const start = initialState({
  model: 'm',
  server: 's',
  attempt: 1,
  parent: null,
  span: newSpan(null),
  startS: 10,
  processStartedS: 9,
});

function after(...transitions: Transition[]): LoadState {
  return transitions.reduce(reduce, start);
}

describe('what a load shows', () => {
  it('has no end of a phase that runs, also when it had ended before', async () => {
    let state = after(
      { type: 'begin', phase: 'warmup', atS: 10 },
      { type: 'end', phase: 'warmup', atS: 11, outcome: 'ok' },
    );
    const producer = producerOf(resourceFromAttributes({}), 0, () => loadObservations(state, {}));
    const names = async () =>
      (await producer.collect()).resourceMetrics.scopeMetrics[0]?.metrics.map(
        (metric) => metric.descriptor.name,
      );
    expect(await names()).toContain(METRICS.PHASE_END_TIMESTAMP.name);
    state = reduce(state, { type: 'begin', phase: 'warmup', atS: 12 });
    expect(await names()).not.toContain(METRICS.PHASE_END_TIMESTAMP.name);
    expect(await names()).toContain(METRICS.PHASE_START_TIMESTAMP.name);
  });

  it('says 0 for the running load once none runs, and no bytes that nobody counted', () => {
    const values = (state: LoadState, metric: string) =>
      loadObservations(state, {})
        .filter((seen) => seen.metric === metric)
        .map((seen) => seen.value);
    expect(values(start, 'LOAD_IN_PROGRESS_START_TIMESTAMP')).toEqual([10]);
    expect(values(start, 'LOAD_BYTES')).toEqual([]);
    const ready = after({ type: 'ready', atS: 14 });
    expect(values(ready, 'LOAD_IN_PROGRESS_START_TIMESTAMP')).toEqual([0]);
    expect(values(ready, 'LOAD_LAST_DURATION')).toEqual([4]);
  });
});

describe('phases that nobody saw', () => {
  const missing = (state: LoadState) =>
    loadObservations(state, {})
      .filter(({ metric }) => metric === 'PROFILE_MISSING_PHASES')
      .map(({ value, attributes }) => [value, attributes['phase']]);

  it('are a series each, but for one that was seen after all, and go when they are taken back', () => {
    const transitions: Transition[] = [
      { type: 'missing_phases', phases: ['compile', 'warmup', 'compile'] },
      { type: 'record', phase: 'warmup', startS: 11, endS: 12, outcome: 'ok' },
    ];
    expect(missing(start)).toEqual([]);
    expect(missing(after(...transitions))).toEqual([[1, 'compile']]);
    expect(missing(after(...transitions, { type: 'missing_phases', phases: [] }))).toEqual([]);
  });
});

/** Everything at once: all phases of a server, eight GPUs, a queue, three earlier attempts that died. */
function fullest(over: Partial<Known> = {}): Known {
  const phases = PHASE_NAMES.filter((phase) => PHASES[phase].origin === 'server');
  const state = after(
    ...phases.flatMap((phase, index): Transition[] => [
      { type: 'record', phase, startS: 10 + index, endS: 11 + index, outcome: 'ok' },
    ]),
    { type: 'progress', bytes: 7, expectedBytes: 7 },
    { type: 'ready', atS: 30 },
    { type: 'mark', mark: 'first_request', atS: 31 },
  );
  return {
    loads: [state],
    first: state,
    abandoned: [1, 2, 3].map((attempt) => ({
      id: String(attempt),
      state: { ...start, attempt },
      atS: 5,
      phase: 'weights_read',
      reason: 'killed',
      reported: false,
    })),
    gpus: Array.from({ length: 8 }, (_, index) => ({
      id: `GPU-${index}`,
      name: 'H100',
      utilization: 0.5,
      memoryUsedBytes: 1,
      memoryTotalBytes: 2,
    })),
    gpu: { firstSeenS: 9, firstMemoryS: 10, busyS: () => 1 },
    queue: { depth: 1, counts: QUEUE_WAIT_BUCKETS_S.map(() => 1).concat(0), sumS: 9, count: 15 },
    pod: {},
    nowS: 40,
    ...over,
  };
}

describe('the series of a pod', () => {
  it('are never more than the budget, and those that say most stay', () => {
    const { kept, leftOut } = observe(fullest());
    const lines = expositionText(kept)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines.length).toBeLessThanOrEqual(MAX_SERIES_PER_POD);
    const names = new Set(kept.map(({ metric }) => metric));
    for (const metric of ['PHASE_END_TIMESTAMP', 'LOAD_ABANDONED_TIMESTAMP', 'GPU_UTILIZATION'] as const) {
      expect(names).toContain(metric);
    }
    expect(leftOut).not.toEqual([]);
  });

  it('all fit for a server with a queue, six phases and one GPU', () => {
    const state = after(
      ...PHASE_NAMES.filter((phase) => PHASES[phase].origin === 'server')
        .slice(0, 6)
        .map((phase): Transition => ({ type: 'record', phase, startS: 10, endS: 11, outcome: 'ok' })),
      { type: 'progress', bytes: 7, expectedBytes: 7 },
      { type: 'ready', atS: 30 },
    );
    const known = fullest();
    const { leftOut } = observe({
      ...known,
      loads: [state],
      first: state,
      abandoned: known.abandoned.slice(0, 1),
      gpus: known.gpus.slice(0, 1),
    });
    expect(leftOut).toEqual([]);
  });

  it('hold the running load before those that are over', () => {
    const loads = Array.from({ length: 20 }, (_, index) =>
      reduce({ ...start, attempt: index + 1 }, { type: 'ready', atS: 11 }),
    );
    const { kept } = observe(fullest({ loads: [{ ...start, attempt: 99 }, ...loads] }));
    expect(kept.some(({ attributes }) => attributes['attempt'] === 99)).toBe(true);
  });

  it('never exceed a budget, and leave out whole groups', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 12 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 100 }), (groups, most) => {
        const given = groups.map((size, index) => ({
          what: String(index),
          observations: Array.from({ length: size }, (_, value) => ({
            metric: 'LOAD_BYTES' as const,
            value,
            attributes: { index },
          })),
        }));
        const { kept, leftOut } = withinBudget(given, most);
        expect(kept.reduce((sum, one) => sum + seriesOf(one), 0)).toBeLessThanOrEqual(most);
        expect(kept).toEqual(
          given.filter(({ what }) => !leftOut.includes(what)).flatMap(({ observations }) => observations),
        );
      }),
    );
  });
});
