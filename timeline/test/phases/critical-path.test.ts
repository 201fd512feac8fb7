import { PHASE_NAMES, type Phase } from '@coldstart/conventions';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { criticalPath, nest, settle, type LooseSpan } from '../../src/phases/index.js';

function span(phase: Phase, startS: number, endS: number, resolutionS = 0): LooseSpan {
  return {
    phase,
    startS,
    endS,
    durationS: endS - startS,
    state: 'ok',
    resolutionS,
    source: 'coldstart',
    estimated: false,
  };
}

function path(startS: number, endS: number, ...spans: LooseSpan[]): unknown[] {
  const phases = nest(spans);
  return criticalPath(phases, startS, endS).map((piece) => [
    piece.startS,
    piece.endS,
    piece.phase === null ? null : phases[piece.phase]?.phase,
  ]);
}

describe('the critical path', () => {
  test('goes through phases one after another, and through the time between them', () => {
    expect(
      path(0, 30, span('scheduling', 0, 4), span('container_start', 4, 10), span('compile', 12, 25)),
    ).toEqual([
      [0, 4, 'scheduling'],
      [4, 10, 'container_start'],
      [10, 12, null],
      [12, 25, 'compile'],
      [25, 30, null],
    ]);
  });

  test('of two that overlap follows the one that ends last, and the other until that one began', () => {
    // At 10 the weights begin; then the tokenizer (until 12) was to end after runtime_init (until 11).
    expect(
      path(0, 40, span('runtime_init', 0, 11), span('tokenizer_init', 9, 12), span('weights_fetch', 10, 40)),
    ).toEqual([
      [0, 9, 'runtime_init'],
      [9, 10, 'tokenizer_init'],
      [10, 40, 'weights_fetch'],
    ]);
  });

  test('of several that ran until a moment follows the one that would have ended last', () => {
    // At 20 both ran; the compile would have gone on until 28, the tokenizer until 22.
    expect(
      path(0, 50, span('tokenizer_init', 0, 22), span('compile', 5, 28), span('graph_capture', 20, 50)),
    ).toEqual([
      [0, 5, 'tokenizer_init'],
      [5, 20, 'compile'],
      [20, 50, 'graph_capture'],
    ]);
  });

  test('goes through the parts of a phase, and the rest of it is its own', () => {
    expect(
      path(
        0,
        50,
        span('weights_load', 10, 40),
        span('weights_read', 12, 30),
        span('weights_transfer', 25, 38),
        span('warmup', 40, 50),
        span('graph_capture', 44, 49),
      ),
    ).toEqual([
      [0, 10, null],
      [10, 12, 'weights_load'],
      [12, 25, 'weights_read'],
      [25, 38, 'weights_transfer'],
      [38, 40, 'weights_load'],
      [40, 44, 'warmup'],
      [44, 49, 'graph_capture'],
      [49, 50, 'warmup'],
    ]);
  });

  test('SGLang loads weights beside its graph capture: whichever ends last decides, wherever the other lies', () => {
    // The capture lies within the time of the load, which ends last: it costs nothing.
    expect(path(0, 60, span('weights_load', 10, 60), span('graph_capture', 20, 45))).toEqual([
      [0, 10, null],
      [10, 60, 'weights_load'],
    ]);
    // The other way round.
    expect(path(0, 60, span('graph_capture', 10, 60), span('weights_load', 20, 45))).toEqual([
      [0, 10, null],
      [10, 60, 'graph_capture'],
    ]);
    // The capture goes on after the load.
    expect(path(0, 60, span('weights_load', 10, 50), span('graph_capture', 20, 60))).toEqual([
      [0, 10, null],
      [10, 20, 'weights_load'],
      [20, 60, 'graph_capture'],
    ]);
  });

  test('is cut to the cold start, and of no time is nothing', () => {
    expect(path(10, 20, span('compile', 0, 12), span('warmup', 18, 40))).toEqual([
      [10, 12, 'compile'],
      [12, 18, null],
      [18, 20, 'warmup'],
    ]);
    expect(path(10, 10, span('compile', 0, 20))).toEqual([]);
  });

  test('covers the whole once, each piece lies in its phase, and no phase has more on it than it lasts', () => {
    const anySpan = fc
      .tuple(fc.constantFrom(...PHASE_NAMES), fc.integer({ min: -20, max: 100 }), fc.nat(80), fc.nat(3))
      .map(([phase, startS, lengthS, resolutionS]) => span(phase, startS, startS + lengthS, resolutionS));
    const spans = fc.uniqueArray(anySpan, { selector: ({ phase }) => phase, maxLength: PHASE_NAMES.length });
    fc.assert(
      fc.property(spans, fc.nat(60), (all, lengthS) => {
        const phases = nest(settle(all));
        const pieces = criticalPath(phases, 0, lengthS);
        let reachedS = 0;
        const onPath = phases.map(() => 0);
        for (const { startS, endS, phase } of pieces) {
          expect(startS).toBe(reachedS);
          expect(endS).toBeGreaterThan(startS);
          reachedS = endS;
          const covering = phases.filter(
            (other) => other.startS < endS && other.endS > startS && other.durationS > 0,
          );
          if (phase === null) expect(covering).toEqual([]);
          else {
            expect(phases[phase]?.startS).toBeLessThanOrEqual(startS);
            expect(phases[phase]?.endS).toBeGreaterThanOrEqual(endS);
            onPath[phase] = (onPath[phase] ?? 0) + endS - startS;
          }
        }
        expect(reachedS).toBe(lengthS);
        phases.forEach(({ durationS }, index) => {
          expect(onPath[index]).toBeLessThanOrEqual(durationS);
        });
        pieces.slice(1).forEach((piece, index) => {
          expect(piece.phase).not.toBe(pieces[index]?.phase);
        });
      }),
      { numRuns: 2000 },
    );
  });
});

describe('ends within the resolution', () => {
  const ends = (...spans: LooseSpan[]): unknown[] =>
    nest(settle(spans)).map(({ phase, startS, endS, depth }) => [phase, startS, endS, depth]);

  test('a read that ends half a millisecond after its load lies within it', () => {
    expect(ends(span('weights_load', 20, 50, 0.002), span('weights_read', 20, 50.0005, 0.002))).toEqual([
      ['weights_load', 20, 50, 0],
      ['weights_read', 20, 50, 1],
    ]);
  });

  test('a capture that ends a millisecond after its warm-up lies within it', () => {
    expect(ends(span('warmup', 40, 60, 0.002), span('graph_capture', 45, 60.001, 0.002))).toEqual([
      ['warmup', 40, 60, 0],
      ['graph_capture', 45, 60, 1],
    ]);
  });

  test('what ends later than the resolutions explain overlaps', () => {
    expect(ends(span('warmup', 40, 60, 0.002), span('graph_capture', 45, 60.003, 0.002))).toEqual([
      ['warmup', 40, 60, 0],
      ['graph_capture', 45, 60.003, 0],
    ]);
  });

  test('phases that follow each other stay as they are, however short, and those of the cluster always', () => {
    const own = [span('compile', 40, 50.0005, 0.002), span('warmup', 50, 50.0015, 0.002)];
    expect(ends(...own)).toEqual([
      ['compile', 40, 50.0005, 0],
      ['warmup', 50, 50.0015, 0],
    ]);
    expect(ends(span('container_start', 2, 9, 2), span('image_pull', 1, 8, 2))).toEqual([
      ['image_pull', 1, 8, 0],
      ['container_start', 2, 9, 0],
    ]);
  });
});
