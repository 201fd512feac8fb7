import { METRICS } from '@coldstart/conventions';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { describe, expect, it } from 'vitest';
import { initialState, reduce } from '../src/load/index.js';
import type { LoadState, Transition } from '../src/load/index.js';
import { observations } from '../src/worker/observations.js';
import { producerOf } from '../src/worker/producer.js';

const start = initialState({ model: 'm', server: 's', attempt: 1, startS: 10, processStartedS: 9 });

function after(...transitions: Transition[]): LoadState {
  return transitions.reduce(reduce, start);
}

describe('what a load shows', () => {
  it('has no end of a phase that runs, also when it had ended before', async () => {
    let state = after(
      { type: 'begin', phase: 'warmup', atS: 10 },
      { type: 'end', phase: 'warmup', atS: 11, outcome: 'ok' },
    );
    const producer = producerOf(resourceFromAttributes({}), () => observations(state, {}));
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
      observations(state, {})
        .filter((seen) => seen.metric === metric)
        .map((seen) => seen.value);
    expect(values(start, 'LOAD_IN_PROGRESS_START_TIMESTAMP')).toEqual([10]);
    expect(values(start, 'LOAD_BYTES')).toEqual([]);
    const ready = after({ type: 'ready', atS: 14 });
    expect(values(ready, 'LOAD_IN_PROGRESS_START_TIMESTAMP')).toEqual([0]);
    expect(values(ready, 'LOAD_LAST_DURATION')).toEqual([4]);
  });
});
