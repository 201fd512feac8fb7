import { describe, expect, it } from 'vitest';
import { initialState, reduce } from '../src/load/index.js';
import type { Transition } from '../src/load/index.js';
import { healthOf, isHealthy, isReady } from '../src/worker/health.js';
import { newSpan } from '../src/trace-parent.js';

function load(model: string, attempt: number, ...transitions: Transition[]) {
  const identity = {
    model,
    server: '',
    attempt,
    parent: null,
    span: newSpan(null),
    startS: 10,
    processStartedS: 9,
  };
  return transitions.reduce(reduce, initialState(identity));
}

const ready: Transition = { type: 'ready', atS: 15 };
const failed: Transition = { type: 'fail', atS: 13, error: 'Error: no' };

describe('what a probe is told', () => {
  it('is neither ready nor ill before a load begins', () => {
    const health = healthOf([], 20);
    expect([health.status, isHealthy(health), isReady(health)]).toEqual(['waiting', true, false]);
  });

  it('names the phases that run, the newest first, and for how long the load has run', () => {
    const running = load(
      'm',
      1,
      { type: 'begin', phase: 'weights_load', atS: 11 },
      { type: 'begin', phase: 'weights_read', atS: 12 },
      { type: 'progress', bytes: 5, expectedBytes: 10 },
    );
    expect(healthOf([running], 14.5).loads).toEqual([
      {
        model: 'm',
        attempt: 1,
        status: 'loading',
        phases: ['weights_read', 'weights_load'],
        elapsed_s: 4.5,
        bytes: 5,
        expected_bytes: 10,
      },
    ]);
  });

  it('is ill when the newest attempt failed, and well again while the next one runs', () => {
    const first = load('m', 1, { type: 'begin', phase: 'compile', atS: 11 }, failed);
    expect(healthOf([first], 20)).toMatchObject({ status: 'failed', loads: [{ phases: ['compile'] }] });
    const health = healthOf([first, load('m', 2)], 20);
    expect([health.status, isHealthy(health), isReady(health)]).toEqual(['loading', true, false]);
  });

  it('gets over the failure of one model when another one is ready after it', () => {
    const optional = load('reranker', 1, failed);
    expect(healthOf([optional, load('chat', 1, ready)], 20).status).toBe('ready');
    expect(healthOf([load('chat', 1, { type: 'ready', atS: 12 }), optional], 20).status).toBe('failed');
  });

  it('is ready when every model is', () => {
    expect(isReady(healthOf([load('a', 1, ready), load('b', 1)], 20))).toBe(false);
    expect(isReady(healthOf([load('a', 1, ready), load('b', 1, ready)], 20))).toBe(true);
  });
});
