import { MARK_NAMES, type Mark } from '@coldstart/conventions';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Moment, Source } from '../../src/index.js';
import { agree, PRECEDENCE, resolve } from '../../src/marks/index.js';

const moment = (source: Source, atS: number, resolutionS: number, estimated = false): Moment => ({
  atS,
  resolutionS,
  source,
  metric: source,
  estimated,
});
const KEPT = (mark: Mark, ...claims: Moment[]): [string | undefined, number | undefined] => {
  const kept = resolve(mark, claims)?.kept;
  return [kept?.source, kept?.atS];
};

describe('of two sources of a mark', () => {
  test('that contradict each other the table says who is believed, and the other is told', () => {
    const kubelet = moment('kube-state-metrics', 60, 1);
    const process = moment('coldstart', 40, 0.001);
    expect(resolve('pod_ready', [process, kubelet])).toEqual({
      kept: kubelet,
      disagreements: [{ mark: 'pod_ready', kept: kubelet, other: process }],
    });
    expect(resolve('model_ready', [process, kubelet])).toEqual({
      kept: process,
      disagreements: [{ mark: 'model_ready', kept: process, other: kubelet }],
    });
  });

  test('that agree the finer one is kept', () => {
    const claims = [moment('kube-state-metrics', 60, 1), moment('coldstart', 60.4, 0.001)];
    expect(resolve('pod_ready', claims)).toEqual({ kept: claims[1], disagreements: [] });
  });

  test('a reported moment goes before an estimated one', () => {
    expect(KEPT('pod_ready', moment('kube-state-metrics', 60, 1, true), moment('coldstart', 40, 1))).toEqual([
      'coldstart',
      40,
    ]);
  });

  test('of the GPU whoever dates it earlier is right, and who finds it later contradicts nobody', () => {
    const accepted = moment('kube-state-metrics', 2, 1, true);
    const found = moment('coldstart', 10, 0.001);
    expect(resolve('gpu_allocated', [found, accepted])).toEqual({ kept: accepted, disagreements: [] });
    const early = moment('dcgm-exporter', -20, 5, true);
    expect(resolve('gpu_allocated', [accepted, early])?.disagreements).toEqual([
      { mark: 'gpu_allocated', kept: early, other: accepted },
    ]);
  });

  test('nothing is kept where nobody claims anything', () => {
    expect(resolve('created', [undefined, undefined])).toBeUndefined();
  });
});

describe('whatever the claims', () => {
  const source = fc.constantFrom<Source>('kube-state-metrics', 'coldstart', 'traces', 'vllm');
  const claim = fc
    .tuple(source, fc.integer({ min: 0, max: 20 }), fc.constantFrom(0.001, 1, 5), fc.boolean())
    .map((parts) => moment(...parts));

  test('their order changes nothing, one of them is kept, and who is told differs from it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...MARK_NAMES),
        fc.array(claim, { minLength: 1, maxLength: 5 }),
        (mark, claims) => {
          const resolved = resolve(mark, claims);
          expect(resolve(mark, [...claims].reverse())).toEqual(resolved);
          expect(claims).toContain(resolved?.kept);
          for (const { kept, other } of resolved?.disagreements ?? []) expect(agree(kept, other)).toBe(false);
        },
      ),
    );
  });

  test('every mark has a reason for its order', () => {
    for (const mark of MARK_NAMES) expect(PRECEDENCE[mark].why).toMatch(/^[A-Z].*\.$/);
  });
});
