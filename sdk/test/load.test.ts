import fc from 'fast-check';
import { PHASE_NAMES } from '@coldstart/conventions';
import type { Phase } from '@coldstart/conventions';
import { describe, expect, it } from 'vitest';
import { initialState, misuse, reduce } from '../src/load/index.js';
import { TrackedLoad } from '../src/tracked-load/index.js';
import type { LoadState, Transition } from '../src/load/index.js';
import { newSpan } from '../src/trace-parent.js';

const identity = {
  model: 'm',
  server: 's',
  attempt: 1,
  parent: null,
  span: newSpan(null),
  startS: 100,
  processStartedS: 99,
};

function tracked(): { load: TrackedLoad; state: () => LoadState; said: string[]; clock: { s: number } } {
  const clock = { s: 100 };
  const said: string[] = [];
  let state = initialState(identity);
  const load = new TrackedLoad(initialState(identity), {
    nowS: () => clock.s,
    send: (transition) => (state = reduce(state, transition)),
    complain: (message) => said.push(message),
  });
  return { load, state: () => state, said, clock };
}

describe('a load', () => {
  it('dates nested and overlapping phases', () => {
    const { load, state, said, clock } = tracked();
    const outer = load.begin('weights_load');
    clock.s = 101;
    load.begin('weights_read');
    clock.s = 103;
    load.begin('compile');
    load.end('weights_read');
    clock.s = 104;
    outer.end();
    clock.s = 106;
    load.end('compile');
    load.ready();
    const at = (phase: Phase) => [state().phases.get(phase)?.startS, state().phases.get(phase)?.endS];
    expect(at('weights_load')).toEqual([100, 104]);
    expect(at('weights_read')).toEqual([101, 103]);
    expect(at('compile')).toEqual([103, 106]);
    expect(state().marks.get('model_ready')).toBe(106);
    expect(said).toEqual([]);
  });

  it('dates what it hears of later, and refuses a time that is none', () => {
    const { load, state, said, clock } = tracked();
    const handle = load.begin('weights_load', 90);
    handle.end('ok', 89);
    handle.end('ok', Number.NaN);
    expect(state().phases.get('weights_load')?.endS).toBeNull();
    handle.end('ok', 95.5);
    load.begin('compile', Number.POSITIVE_INFINITY);
    load.begin('compile', 96);
    load.end('compile', 'ok', 95);
    load.end('compile', 'ok', 97);
    load.begin('warmup', 98);
    clock.s = 120;
    load.fail(new Error('out of memory'), Number.NaN);
    load.fail(new Error('out of memory'), 110);
    expect(state().startS).toBe(90);
    expect([...state().phases].map(([phase, { startS, endS }]) => [phase, startS, endS])).toEqual([
      ['weights_load', 90, 95.5],
      ['compile', 96, 97],
      ['warmup', 98, 110],
    ]);
    expect(state().result).toMatchObject({ outcome: 'failed', atS: 110 });
    expect(said).toEqual([
      'end: phase "weights_load" ends at 89, before its start at 90',
      'end: phase "weights_load" needs a finite start and end in Unix seconds, got 90 and NaN',
      'begin: needs a finite time in Unix seconds, got Infinity',
      'end: phase "compile" ends at 95, before its start at 96',
      'fail: needs a finite time in Unix seconds, got NaN',
    ]);
  });

  it('takes the phases that nobody saw, also when it is over, and no other names', () => {
    const { load, state, said } = tracked();
    load.ready();
    load.missingPhases(['compile', 'no_such_phase' as Phase]);
    load.missingPhases('compile' as unknown as Phase[]);
    expect(state().missingPhases).toEqual([]);
    load.missingPhases(['compile']);
    expect(state().missingPhases).toEqual(['compile']);
    expect(said[0]).toContain('missing_phases: unknown phase "no_such_phase"');
    expect(said[1]).toBe('missing_phases: needs a list of phases, got "compile"');
  });

  it('runs one phase from the first begin to the last end when shards overlap', () => {
    const { load, state, clock } = tracked();
    const first = load.begin('weights_read');
    clock.s = 101;
    const second = load.begin('weights_read');
    clock.s = 102;
    first.end();
    expect(state().phases.get('weights_read')?.endS).toBeNull();
    clock.s = 105;
    second.end();
    expect(state().phases.get('weights_read')).toMatchObject({ startS: 100, endS: 105 });
  });

  it('hands on what a phase returns, resolves to, throws and rejects with', async () => {
    const { load, state } = tracked();
    expect(load.phase('runtime_init', () => 7)).toBe(7);
    await expect(load.phase('weights_fetch', () => Promise.resolve(8))).resolves.toBe(8);
    expect(() =>
      load.phase('compile', () => {
        throw new RangeError('no');
      }),
    ).toThrow(RangeError);
    await expect(load.phase('warmup', () => Promise.reject(new Error('later')))).rejects.toThrow('later');
    expect([...state().phases].map(([phase, { outcome }]) => [phase, outcome])).toEqual([
      ['runtime_init', 'ok'],
      ['weights_fetch', 'ok'],
      ['compile', 'failed'],
      ['warmup', 'failed'],
    ]);
  });

  it('begins with its earliest phase, and fails with the phases that still run', () => {
    const { load, state, clock } = tracked();
    load.record('runtime_init', 98, 99.5);
    load.begin('weights_load');
    clock.s = 110;
    load.fail(new TypeError('bad model'));
    expect(state().startS).toBe(98);
    expect(state().phases.get('weights_load')).toMatchObject({ endS: 110, outcome: 'failed' });
    expect(state().phases.get('runtime_init')).toMatchObject({ outcome: 'ok' });
    expect(state().result).toEqual({ outcome: 'failed', atS: 110, error: 'TypeError: bad model' });
  });

  it('passes progress on at most every 250 ms, and always the last byte', () => {
    const { load, state, clock } = tracked();
    load.progress(1, 1000);
    for (let i = 2; i < 1000; i++) {
      clock.s += 0.0001;
      load.progress(i, 1000);
      expect(state().bytes).toBe(1);
    }
    load.progress(1000, 1000);
    expect(state()).toMatchObject({ bytes: 1000, expectedBytes: 1000 });
  });

  it('says nothing when a handle outlives ready()', () => {
    const { load, said } = tracked();
    const handle = load.begin('warmup');
    load.ready();
    handle.end();
    expect(said).toEqual([]);
  });
});

describe('whatever plain JavaScript hands in', () => {
  it('nothing is thrown', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (a, b) => {
        const { load } = tracked();
        const call = load as unknown as Record<string, (...args: unknown[]) => unknown>;
        for (const method of ['begin', 'end', 'record', 'progress', 'weightsSource', 'mark', 'fail']) {
          call[method]?.(a, b, a, b);
        }
        call['phase']?.(a, () => b);
      }),
    );
  });

  it('an error in the logger or the worker stays inside', () => {
    const load = new TrackedLoad(initialState(identity), {
      nowS: () => 1,
      send: () => {
        throw new Error('no worker');
      },
      complain: () => {
        throw new Error('no logger');
      },
    });
    expect(() => load.begin('compile')).not.toThrow();
    expect(() => {
      load.end('warmup');
    }).not.toThrow();
  });
});

const phase = fc.constantFrom(...PHASE_NAMES);
const atS = fc.double({ min: 0, max: 1e6, noNaN: true });
const outcome = fc.constantFrom('ok' as const, 'failed' as const);
const transition: fc.Arbitrary<Transition> = fc.oneof(
  fc.record({ type: fc.constant('begin' as const), phase, atS }),
  fc.record({ type: fc.constant('end' as const), phase, atS, outcome }),
  fc.record({ type: fc.constant('record' as const), phase, startS: atS, endS: atS, outcome }),
  fc.record({ type: fc.constant('mark' as const), mark: fc.constantFrom('first_request' as const), atS }),
  fc.record({ type: fc.constant('ready' as const), atS }),
  fc.record({ type: fc.constant('fail' as const), atS, error: fc.string() }),
);

describe('any sequence of transitions', () => {
  it('gives no negative duration, one result, and no running phase after it', () => {
    fc.assert(
      fc.property(fc.array(transition, { maxLength: 60 }), (transitions) => {
        let state = initialState(identity);
        for (const next of transitions) {
          if (misuse(state, next) !== null) {
            continue;
          }
          const before = state.result;
          state = reduce(state, next);
          expect(before === null || state.result === before).toBe(true);
          for (const record of state.phases.values()) {
            expect(record.endS ?? record.startS).toBeGreaterThanOrEqual(record.startS);
            expect(record.open === 0).toBe(record.endS !== null);
            expect(state.startS).toBeLessThanOrEqual(record.startS);
          }
          if (state.result !== null) {
            expect([...state.phases.values()].every((record) => record.endS !== null)).toBe(true);
          }
        }
      }),
    );
  });
});
