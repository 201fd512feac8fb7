import type { Phase } from '@coldstart/conventions';
import { describe, expect, test } from 'vitest';
import { nest, partition, type LooseSpan } from '../../src/phases/index.js';

function span(phase: Phase, startS: number, endS: number): LooseSpan {
  return {
    phase,
    startS,
    endS,
    durationS: endS - startS,
    state: 'ok',
    resolutionS: 0,
    source: 'coldstart',
    estimated: false,
  };
}

function placed(...spans: LooseSpan[]): unknown[] {
  return nest(spans).map(({ phase, parent, depth, leaf, lane }) => [phase, parent, depth, leaf, lane]);
}

describe('nest', () => {
  test('puts a span into the shortest one around it', () => {
    expect(placed(span('graph_capture', 12, 14), span('compile', 10, 20), span('warmup', 0, 30))).toEqual([
      ['warmup', null, 0, false, 0],
      ['compile', 0, 1, false, 0],
      ['graph_capture', 1, 2, true, 0],
    ]);
  });

  test('gives overlapping siblings lanes, and a free lane back', () => {
    expect(
      placed(span('weights_fetch', 0, 10), span('tokenizer_init', 5, 12), span('compile', 11, 20)),
    ).toEqual([
      ['weights_fetch', null, 0, true, 0],
      ['tokenizer_init', null, 0, true, 1],
      ['compile', null, 0, true, 0],
    ]);
  });

  test('keeps a lane clear of what lies inside a sibling', () => {
    // weights_read is in the row below weights_load, so the overlapping sibling goes one further down.
    expect(placed(span('weights_load', 0, 10), span('weights_read', 2, 8), span('compile', 5, 15))).toEqual([
      ['weights_load', null, 0, false, 0],
      ['weights_read', 0, 1, true, 0],
      ['compile', null, 0, true, 2],
    ]);
  });

  test('of equal extents only those that the conventions nest are nested', () => {
    expect(placed(span('weights_read', 0, 10), span('weights_load', 0, 10))).toEqual([
      ['weights_load', null, 0, false, 0],
      ['weights_read', 0, 1, true, 0],
    ]);
    expect(placed(span('compile', 0, 10), span('warmup', 0, 10))).toEqual([
      ['compile', null, 0, true, 0],
      ['warmup', null, 0, true, 1],
    ]);
  });

  test('what took no time at the edge of another is beside it', () => {
    expect(placed(span('scheduling', 0, 0), span('container_start', 0, 5))).toEqual([
      ['container_start', null, 0, true, 0],
      ['scheduling', null, 0, true, 0],
    ]);
  });
});

describe('partition', () => {
  const pieces = (startS: number, endS: number, ...spans: LooseSpan[]): unknown[] => {
    const phases = nest(spans);
    return partition(phases, startS, endS).map((segment) => [
      segment.startS,
      segment.endS,
      segment.phase === null ? null : phases[segment.phase]?.phase,
    ]);
  };

  test('gives time to the deepest phase, then to the one that began last', () => {
    expect(
      pieces(0, 30, span('weights_load', 5, 20), span('weights_read', 6, 10), span('tokenizer_init', 15, 25)),
    ).toEqual([
      [0, 5, null],
      [5, 6, 'weights_load'],
      [6, 10, 'weights_read'],
      [10, 15, 'weights_load'],
      [15, 25, 'tokenizer_init'],
      [25, 30, null],
    ]);
  });

  test('cuts off what lies outside', () => {
    expect(pieces(10, 20, span('compile', 0, 12), span('warmup', 18, 40))).toEqual([
      [10, 12, 'compile'],
      [12, 18, null],
      [18, 20, 'warmup'],
    ]);
  });

  test('of no time is nothing', () => {
    expect(pieces(10, 10, span('compile', 0, 20))).toEqual([]);
  });
});
