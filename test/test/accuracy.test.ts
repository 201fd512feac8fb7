import { describe, expect, it } from 'vitest';
import { measure, verdict } from '../src/bench/accuracy/index.js';

/** A small part of `npm run bench -- accuracy`: 30 spikes, each at the samplings that most people have. */
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

  it.each(Object.keys(worst))('reaches %s', (name) => {
    expect(worst[name]).toMatchObject({ reached: true });
  });
});
