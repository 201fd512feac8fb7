import { describe, expect, it } from 'vitest';
import { ASKED_AT, measure, quantile, verdict } from '../src/bench/accuracy/index.js';

/**
 * What is not reached yet, and what it may not fall below until it is. A field that looks back a second at most sees a
 * short burst now and then and breaks a gap in two, and a gap is found by one piece that covers half of it. Until the
 * first sample of a pod nothing is known of its GPUs, which are idle then.
 */
const NOT_REACHED = {
  gap_recall: { atLeast: 0.95 },
  idle_gpu_s_error_median_of_pods: { atMost: 0.07 },
  // Over all spikes it is reached. Here forecasts rest on nine earlier spikes at most, and are still the better ones.
  eta_error_of_naive: { atMost: 0.75 },
} as const;

/** A small part of `npm run bench -- accuracy`: 30 spikes, at the samplings that most people have. */
describe('accuracy over 30 simulated spikes', () => {
  const samplingsS = [15, 30];
  const tally = measure({ seed: 11, firstCluster: 0, clusters: 3, spikes: 10, samplingsS });
  const worst = verdict(tally, samplingsS);

  it('has cold starts, gaps and forecasts to measure', () => {
    expect(tally.counts.get('spikes')).toBe(30);
    expect(tally.counts.get('cold_starts')).toBeGreaterThan(60);
    expect(tally.counts.get('15/gaps/all/true')).toBeGreaterThan(100);
    expect(tally.values.get('15/eta/0.5/error')?.length).toBeGreaterThan(20);
  });

  it('finds every cold start and invents none', () => {
    expect(tally.counts.get('15/cold_starts/found')).toBe(tally.counts.get('15/cold_starts/true'));
    expect(tally.counts.get('15/cold_starts/invented') ?? 0).toBe(0);
  });

  it.each(Object.keys(worst).filter((name) => !Object.hasOwn(NOT_REACHED, name)))('reaches %s', (name) => {
    expect(worst[name]).toMatchObject({ reached: true });
  });

  it('forecasts better than the naive one', () => {
    const names = samplingsS.flatMap((at) => ASKED_AT.map((part) => `${at}/eta/${part}`));
    const errors = (of: 'error' | 'naive'): number[] =>
      names.flatMap((name) => tally.values.get(`${name}/${of}`) ?? []);
    expect(quantile(errors('error'), 0.5)).toBeLessThanOrEqual(
      NOT_REACHED.eta_error_of_naive.atMost * quantile(errors('naive'), 0.5),
    );
  });

  it('finds gaps, and sums their GPU-seconds, no worse than it did', () => {
    expect(worst['gap_recall']?.worst).toBeGreaterThanOrEqual(NOT_REACHED.gap_recall.atLeast);
    expect(worst['idle_gpu_s_error_median_of_pods']?.worst).toBeLessThanOrEqual(
      NOT_REACHED.idle_gpu_s_error_median_of_pods.atMost,
    );
  });
});
