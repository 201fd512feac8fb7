import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Phase } from '@coldstart/conventions';
import { Tracker } from '../../src/instrumentations/tracker/index.js';
import { initialState, misuse, reduce } from '../../src/load/index.js';
import { LoadRegistry, TrackedLoad } from '../../src/tracked-load/index.js';
import type { LoadState } from '../../src/load/index.js';
import type { LoadOptions } from '../../src/types.js';
import { newSpan } from '../../src/trace-parent.js';

/** A tracker with a clock and timers of the test's own, and real loads. */
function world(modelName: string | null = null) {
  let nowS = 100;
  let timers: { atS: number; fn: () => void }[] = [];
  const said: string[] = [];
  const registry = new LoadRegistry(
    () => 0,
    (line) => said.push(line),
  );
  const startLoad = ({ model, server = '' }: LoadOptions) =>
    registry.add(
      () =>
        new TrackedLoad(
          initialState({
            model,
            server,
            attempt: registry.attempt(model, undefined),
            parent: null,
            span: newSpan(null),
            startS: nowS,
            processStartedS: 99,
          }),
          { nowS: () => nowS, send: () => undefined, complain: (line) => said.push(line) },
        ),
    );
  const tracker = new Tracker({
    processStartedS: 99,
    modelName,
    nowS: () => nowS,
    startLoad,
    openLoads: () => registry.open().map((load) => ({ model: load.snapshot().model, load })),
    after: (ms, fn) => {
      const timer = { atS: nowS + ms / 1000, fn };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    deviceBytesRead: () => null,
  });
  const wait = (s: number): void => {
    const untilS = nowS + s;
    for (;;) {
      const [next] = timers.filter(({ atS }) => atS <= untilS).toSorted((a, b) => a.atS - b.atS);
      if (next === undefined) break;
      timers = timers.filter((one) => one !== next);
      nowS = next.atS;
      next.fn();
    }
    nowS = untilS;
  };
  return {
    tracker,
    wait,
    said,
    startLoad,
    states: (): LoadState[] => registry.states().map(({ state }) => state),
    call: <T>(model: string, phase: Phase | null, fn: () => Promise<T>, bytes: number | null = null) =>
      tracker.during(() => ({ model, server: 's', phase, bytes }), fn),
  };
}

/** A promise that settles when told. */
function pending<T>() {
  return Promise.withResolvers<T>();
}

describe('what hooks see becomes loads', () => {
  it('a call within a call is a part of the same load, whatever it calls its model', async () => {
    const { call, states, wait, tracker } = world();
    tracker.libraryReady();
    await call('org/chat', null, () => call('model', 'weights_load', () => Promise.resolve(1)));
    wait(120);
    expect(states().map(({ model, result }) => [model, result?.outcome])).toEqual([['org/chat', 'ok']]);
    expect([...(states()[0]?.phases.keys() ?? [])]).toEqual(['runtime_init', 'weights_load']);
  });

  it('two models that load at once are two loads', async () => {
    const { call, states } = world();
    const [a, b] = [pending<number>(), pending<number>()];
    const both = [call('a', 'weights_load', () => a.promise), call('b', 'weights_load', () => b.promise)];
    a.resolve(1);
    b.resolve(2);
    expect(await Promise.all(both)).toEqual([1, 2]);
    expect(states().map(({ model }) => model)).toEqual(['a', 'b']);
  });

  it('are one load where the environment names the model', async () => {
    const { call, states } = world('served');
    await call('a', 'weights_load', () => Promise.resolve());
    await call('b', 'weights_load', () => Promise.resolve());
    expect(states().map(({ model }) => model)).toEqual(['served']);
  });

  it('is ready at the end of its last call, once the process listens and is quiet for a while', async () => {
    const { call, states, wait, tracker } = world();
    tracker.listening();
    await call('m', 'weights_load', () => {
      wait(5);
      return Promise.resolve();
    });
    wait(0.5);
    await call('m', 'cache_alloc', () => {
      wait(2);
      return Promise.resolve();
    });
    wait(4.9);
    expect(states()[0]?.result).toBeNull();
    wait(0.2);
    expect(states()[0]?.result).toMatchObject({ outcome: 'ok', atS: 107.5 });
  });

  it('is ready when the process begins to listen, if that is later', async () => {
    const { call, states, wait, tracker } = world();
    await call('m', 'weights_load', () => Promise.resolve());
    wait(3);
    tracker.listening();
    wait(1);
    expect(states()[0]?.result?.atS).toBe(103);
  });

  it('is ready at the end of its last call where nobody ever listens', async () => {
    const { call, states, wait } = world();
    await call('m', 'weights_load', () => Promise.resolve());
    wait(59);
    expect(states()[0]?.result).toBeNull();
    wait(2);
    expect(states()[0]?.result?.atS).toBe(100);
  });

  it('counts inferences before ready as warm-up, and those in a request not', async () => {
    const { call, states, wait, tracker } = world();
    tracker.libraryReady();
    tracker.listening();
    const session = {};
    await call('m', 'weights_load', () => Promise.resolve(session));
    const warm = tracker.inference(session);
    wait(1);
    warm?.();
    const request = {};
    tracker.requestBegan(request, true);
    const served = tracker.inference(session);
    wait(0.5);
    served?.();
    tracker.responseFinished(request, 200);
    const [state] = states();
    expect(state?.phases.get('warmup')).toMatchObject({ startS: 100, endS: 101 });
    expect(state?.result?.atS).toBe(101);
    expect(state?.marks.get('first_request')).toBe(101.5);
    expect(tracker.inference(session)).toBeNull();
    expect(tracker.requestBegan({}, true)).toBe(false);
  });

  it('takes an inference in a loop of the server’s own for the requests that are there, not for warm-up', async () => {
    const { call, states, tracker } = world();
    tracker.libraryReady();
    tracker.listening();
    const session = {};
    await call('m', 'weights_load', () => Promise.resolve(session));
    const request = {};
    // Where the request came in is another place than where the loop runs.
    await Promise.resolve().then(() => {
      tracker.requestBegan(request, true);
    });
    tracker.inference(session)?.();
    tracker.responseFinished(request, 200);
    tracker.requestOver(request);
    expect(states()[0]?.phases.has('warmup')).toBe(false);
    expect(states()[0]?.marks.has('first_request')).toBe(true);
  });

  it('takes no answer for the first request that failed or took no inference', async () => {
    const { call, states, wait, tracker } = world();
    tracker.libraryReady();
    tracker.listening();
    const session = {};
    await call('m', 'weights_load', () => Promise.resolve(session));
    wait(6);
    for (const [status, infers] of [
      [500, true],
      [200, false],
    ] as const) {
      const request = {};
      tracker.requestBegan(request, true);
      if (infers) tracker.inference(session)?.();
      tracker.responseFinished(request, status);
    }
    expect(states()[0]?.marks.has('first_request')).toBe(false);
  });

  it('fails when a call of the server’s own fails, not when one inside does that the library catches', async () => {
    const { call, states, wait } = world();
    await call('m', null, async () => {
      await call('m', 'weights_load', () => Promise.reject(new Error('no GPU')), 700).catch(() => undefined);
      await call('m', 'weights_load', () => Promise.resolve(), 700);
    });
    expect(states()[0]).toMatchObject({ bytes: 700, expectedBytes: 700 });
    wait(120);
    expect(states().map(({ result }) => result?.outcome)).toEqual(['ok']);
    const error = new Error('gone');
    await expect(call('n', 'weights_load', () => Promise.reject(error))).rejects.toBe(error);
    expect(states()[1]?.result).toMatchObject({ outcome: 'failed', error: 'Error: gone' });
  });

  it('leaves a load that the host began to the host', async () => {
    const { call, states, wait, startLoad, tracker, said } = world();
    tracker.listening();
    const load = startLoad({ model: 'chat' });
    await call('model', 'weights_load', () => Promise.resolve());
    wait(200);
    expect(states()).toHaveLength(1);
    expect(states()[0]?.result).toBeNull();
    load.ready();
    await call('other', 'weights_load', () => Promise.resolve());
    expect(states().map(({ model }) => model)).toEqual(['chat', 'other']);
    expect(said).toEqual([]);
  });

  it('never changes what a call gives, never misuses a load and closes every one, in whatever order', async () => {
    const step = fc.record({
      model: fc.constantFrom('a', 'b'),
      phase: fc.constantFrom<Phase | null>('weights_load', 'tokenizer_init', 'cache_alloc', null),
      fails: fc.boolean(),
      settles: fc.nat({ max: 30 }),
      inferences: fc.nat({ max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.boolean(), async (steps, listens) => {
        const { call, states, wait, tracker, said } = world();
        if (listens) tracker.listening();
        const open: { settle: () => void; atStep: number; seen: Promise<unknown> }[] = [];
        for (const [index, { model, phase, fails, settles, inferences }] of steps.entries()) {
          const { promise, resolve, reject } = pending<unknown>();
          const error = new Error('planted');
          const value = { index };
          const given = call(model, phase, () => promise);
          const seen = given.then(
            (got) => {
              expect(got).toBe(value);
            },
            (got: unknown) => {
              expect(got).toBe(error);
            },
          );
          open.push({
            atStep: index + settles,
            settle: () => {
              if (fails) reject(error);
              else resolve(value);
            },
            seen,
          });
          for (let count = 0; count < inferences; count++) tracker.inference(value)?.();
          for (const each of open.filter(({ atStep }) => atStep === index)) each.settle();
          await Promise.resolve();
          wait(0.4);
        }
        for (const { settle } of open) settle();
        await Promise.all(open.map(({ seen }) => seen));
        wait(200);
        expect(said).toEqual([]);
        for (const state of states()) {
          expect(state.result).not.toBeNull();
          expect(misuse(state, { type: 'ready', atS: 1 })).toContain('already');
          expect(reduce(state, { type: 'weights_source', source: 'disk' }).result).toBe(state.result);
          for (const { endS, open: begins } of state.phases.values()) {
            expect(endS).not.toBeNull();
            expect(begins).toBe(0);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
