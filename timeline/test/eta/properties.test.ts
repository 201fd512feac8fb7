import type { Phase } from '@coldstart/conventions';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readyEta } from '../../src/index.js';
import { fleetLoad, T0, type FleetLoad } from '../fixtures/index.js';

const RUNS = { numRuns: 200 };
const NOW_S = 1_000_000;
/** Doubles of Unix seconds are exact to a quarter of a microsecond. */
const ROUNDING_S = 1e-5;

const whole = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
const exact = (max: number): fc.Arbitrary<number> => fc.double({ min: 0, max, noNaN: true });

/** Phases of the server are skipped or not, in one of two orders. */
const anyChain: fc.Arbitrary<FleetLoad['chain']> = fc
  .tuple(
    whole(200),
    whole(100),
    exact(60),
    fc.option(exact(300)),
    exact(60),
    fc.option(exact(100)),
    fc.boolean(),
    whole(10),
  )
  .map(([scheduling, container, imports, fetch, load, compile, swapped, readiness]) => {
    const late: [Phase, number][] = [
      ['weights_load', load],
      ...(compile === null ? [] : [['compile', compile] as [Phase, number]]),
    ];
    return [
      ['scheduling', scheduling],
      ['container_start', container],
      ['runtime_init', imports],
      ...(fetch === null ? [] : [['weights_fetch', fetch] as [Phase, number]]),
      ...(swapped ? late.reverse() : late),
      ['readiness', readiness],
    ];
  });

const anyLoad: fc.Arbitrary<Omit<FleetLoad, 'pod'>> = fc.record({
  chain: anyChain,
  model: fc.constantFrom('qwen', 'qwen', 'llama'),
  server: fc.constantFrom('vllm', 'sglang'),
  weightsSource: fc.constantFrom('remote', 'disk', 'unknown'),
});

/** Drawn once, as making a load is slow; the properties draw from them. */
const LOADS = fc
  .sample(anyLoad, { numRuns: 100, seed: 5 })
  .map((load, i) => fleetLoad({ pod: `${i % 3 === 0 ? 'new' : 'old'}-${i}`, beginsS: i * 2000, ...load }));
const SUBJECTS = fc
  .sample(fc.tuple(anyLoad, exact(0.99), fc.option(fc.tuple(whole(100), whole(100)))), {
    numRuns: 100,
    seed: 6,
  })
  .map(([load, share, bytes]) => {
    const endsS = NOW_S + load.chain.reduce((sum, [, seconds]) => sum + seconds, 0);
    const seenAtS = NOW_S + share * (endsS - NOW_S);
    return fleetLoad({ ...load, pod: 'new-1', beginsS: NOW_S, seenAtS, ...(bytes && { bytes }) });
  });

const anyHistory = fc.shuffledSubarray(LOADS, { maxLength: 40 });
const anySubject = fc.constantFrom(...SUBJECTS);

describe('whatever the history', () => {
  test('the estimate lies in its range, and nothing of it before now', () => {
    let estimates = 0;
    fc.assert(
      fc.property(anySubject, anyHistory, whole(60), (subject, history, laterS) => {
        const nowS = subject.endS + laterS;
        const answer = readyEta(subject, history, nowS);
        if (answer.kind === 'silent') return;
        estimates++;
        expect(answer.earliestS).toBeGreaterThanOrEqual(nowS - ROUNDING_S);
        expect(answer.atS).toBeGreaterThanOrEqual(answer.earliestS);
        expect(answer.latestS).toBeGreaterThanOrEqual(answer.atS);
        expect(answer.latestS).toBeLessThan(Infinity);
        expect(answer.loads.length).toBeGreaterThanOrEqual(5);
        for (const { probability } of answer.toCome) {
          expect(probability).toBeGreaterThan(0);
          expect(probability).toBeLessThanOrEqual(1);
        }
      }),
      RUNS,
    );
    expect(estimates).toBeGreaterThan(RUNS.numRuns / 4);
  });

  test('more of it never makes the answer silent', () => {
    fc.assert(
      fc.property(anySubject, anyHistory, whole(40), (subject, history, count) => {
        const fewer = readyEta(subject, history.slice(0, count), subject.endS);
        const more = readyEta(subject, history, subject.endS);
        if (fewer.kind === 'estimate') expect(more.kind).toBe('estimate');
      }),
      RUNS,
    );
  });

  test('its order and what comes twice in it change nothing', () => {
    fc.assert(
      fc.property(anySubject, anyHistory, (subject, history) => {
        const answer = readyEta(subject, history, subject.endS);
        expect(readyEta(subject, [...history].reverse(), subject.endS)).toEqual(answer);
        expect(readyEta(subject, [...history, ...history], subject.endS)).toEqual(answer);
      }),
      RUNS,
    );
  });

  test('a load that stays where it is is never expected earlier', () => {
    const chainOf = (seconds: number): FleetLoad['chain'] => [
      ['scheduling', 1],
      ['container_start', 4],
      ['weights_load', seconds],
      ['readiness', 7],
    ];
    const history = fc
      .array(exact(120), { minLength: 5, maxLength: 20 })
      .map((all) =>
        all.map((seconds, i) => fleetLoad({ pod: `h${i}`, beginsS: i * 2000, chain: chainOf(seconds) })),
      );
    fc.assert(
      fc.property(
        history,
        fc.uniqueArray(fc.integer({ min: 5, max: 200 }), { minLength: 2, maxLength: 12 }),
        (loads, ages) => {
          const expected = ages
            .sort((a, b) => a - b)
            .map((ageS) => {
              const subject = fleetLoad({
                pod: 'new',
                beginsS: NOW_S,
                chain: chainOf(999),
                seenAtS: NOW_S + ageS,
              });
              const answer = readyEta(subject, loads, T0 + NOW_S + ageS);
              return answer.kind === 'estimate' ? answer.atS : Number.NaN;
            });
          expected.slice(1).forEach((atS, i) => {
            expect(atS).toBeGreaterThanOrEqual((expected[i] ?? Infinity) - ROUNDING_S);
          });
        },
      ),
      RUNS,
    );
  });
});
