import { PHASE_NAMES } from '@coldstart/conventions';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowsOf, uncovered } from '../../src/analyze/rows.js';
import type { ReportedPhase } from '../../src/log/index.js';
import { phaseOf } from './reports.js';

const shape = (phases: readonly ReportedPhase[], slackS = 0) =>
  rowsOf(phases, slackS).map(({ phase, depth }) => '.'.repeat(depth) + phase.phase);

describe('nesting', () => {
  test('a phase stands under the one around it, the others in the order of their starts', () => {
    expect(
      shape([
        phaseOf('compile', 40, 60),
        phaseOf('weights_read', 15, 25),
        phaseOf('weights_fetch', 10, 15),
        phaseOf('weights_load', 10, 30),
        phaseOf('runtime_init', 0, 10),
      ]),
    ).toEqual(['runtime_init', 'weights_load', '.weights_fetch', '.weights_read', 'compile']);
  });

  test('what overlaps in part stands beside it', () => {
    expect(shape([phaseOf('weights_load', 0, 10), phaseOf('graph_capture', 8, 20)])).toEqual([
      'weights_load',
      'graph_capture',
    ]);
  });

  test('an inner phase may stick out by what the stamps cannot tell', () => {
    const phases = [phaseOf('weights_load', 10, 20), phaseOf('weights_read', 12, 20.6)];
    expect(shape(phases, 1)).toEqual(['weights_load', '.weights_read']);
    expect(shape(phases, 0.1)).toEqual(['weights_load', 'weights_read']);
  });

  test('of two that are as long as each other the conventions say which is the outer', () => {
    expect(shape([phaseOf('weights_read', 0, 5), phaseOf('weights_load', 0, 5)])).toEqual([
      'weights_load',
      '.weights_read',
    ]);
    expect(shape([phaseOf('compile', 0, 5), phaseOf('warmup', 0, 5)])).toEqual(['compile', 'warmup']);
  });

  test('what took no time at the edge of another stands beside it', () => {
    expect(shape([phaseOf('runtime_init', 0, 10), phaseOf('tokenizer_init', 10, 10)])).toEqual([
      'runtime_init',
      'tokenizer_init',
    ]);
  });

  test('models are apart', () => {
    expect(
      shape([phaseOf('weights_load', 0, 10, { model: 'a' }), phaseOf('weights_read', 2, 4, { model: 'b' })]),
    ).toEqual(['weights_load', 'weights_read']);
  });
});

test('what is left of a phase is what no phase inside it covers', () => {
  const [load] = rowsOf(
    [phaseOf('weights_load', 0, 30), phaseOf('weights_fetch', 0, 12), phaseOf('weights_read', 10, 20)],
    0,
  );
  expect(load).toMatchObject({ ownS: 10, leaf: false });
});

test('stretches that no phase covers', () => {
  expect(uncovered([phaseOf('compile', 2, 4), phaseOf('warmup', 3, 6)], 0, 10)).toEqual([
    { startS: 0, endS: 2 },
    { startS: 6, endS: 10 },
  ]);
  expect(uncovered([phaseOf('compile', -5, 20)], 0, 10)).toEqual([]);
  expect(uncovered([], 0, 10)).toEqual([{ startS: 0, endS: 10 }]);
});

const phases = fc.array(
  fc
    .tuple(
      fc.constantFrom(...PHASE_NAMES),
      fc.integer({ min: -20, max: 100 }),
      fc.integer({ min: 0, max: 100 }),
    )
    .map(([phase, start, length]) => phaseOf(phase, start, start + length)),
  { maxLength: 20 },
);

test('each phase has one row, and no more time of its own than it lasted', () => {
  fc.assert(
    fc.property(phases, fc.constantFrom(0, 1, 5), (all, slackS) => {
      const rows = rowsOf(all, slackS);
      expect(new Set(rows.map(({ phase }) => phase)).size).toBe(all.length);
      expect(rows).toHaveLength(all.length);
      for (const { phase, ownS, leaf } of rows) {
        expect(ownS).toBeGreaterThanOrEqual(0);
        expect(ownS).toBeLessThanOrEqual(phase.duration_s);
        if (leaf) expect(ownS).toBe(phase.duration_s);
      }
    }),
  );
});
