import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { phasesOfSpans } from '../../../src/run/spans/phases.js';
import { readJson, TRACES_REQUEST } from '../../../src/view/otlp/index.js';

const STARTED_S = 1_790_000_000;
const NOW_S = STARTED_S + 100;

interface Given {
  readonly name: string;
  /** Seconds after the start of the child. */
  readonly from: number;
  readonly to: number;
  readonly seconds?: number;
}

/** Spans of one export, as JSON has them. */
function read(...spans: readonly Given[]) {
  const nanos = (s: number): string => String(BigInt(Math.round((STARTED_S + s) * 1e6)) * 1000n);
  const request = readJson(TRACES_REQUEST, {
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: spans.map(({ name, from, to, seconds }) => ({
              name,
              startTimeUnixNano: nanos(from),
              endTimeUnixNano: nanos(to),
              ...(seconds !== undefined && {
                attributes: [{ key: 'dynamo.time_seconds', value: { doubleValue: seconds } }],
              }),
            })),
          },
        ],
      },
    ],
  });
  const { phases, refused } = phasesOfSpans(request, STARTED_S, NOW_S);
  const after = (s: number): number => Math.round((s - STARTED_S) * 1000) / 1000;
  return { phases: phases.map(({ phase, startS, endS }) => [phase, after(startS), after(endS)]), refused };
}

describe('the spans of a server that starts', () => {
  it('tell of phases, on every device, and those that hold phases together of none', () => {
    expect(
      read(
        { name: 'Overall Loading', from: 1, to: 90 },
        { name: 'Worker init', from: 5, to: 8 },
        { name: 'Init device', from: 8, to: 12 },
        { name: 'Loading (GPU)', from: 12, to: 40 },
        { name: 'Load model', from: 12.5, to: 39.5 },
        { name: 'Load weights', from: 13, to: 38 },
        { name: 'Dynamo bytecode transform', from: 41, to: 49 },
        { name: 'Allocate KV cache', from: 50, to: 51 },
        { name: 'Warmup (GPU)', from: 51, to: 70 },
        { name: 'Capture model', from: 52, to: 69.5 },
        { name: 'llm_request', from: 80, to: 81 },
      ),
    ).toEqual({
      phases: [
        ['runtime_init', 5, 12],
        ['weights_load', 12, 40],
        ['compile', 41, 49],
        ['cache_alloc', 50, 51],
        ['warmup', 51, 70],
        ['graph_capture', 52, 69.5],
      ],
      refused: [],
    });
  });

  it('mean what they mean to the timeline: fetch, read and transfer in one are the load', () => {
    expect(read({ name: 'Load weights', from: 13, to: 38 }).phases).toEqual([['weights_load', 13, 38]]);
    expect(read({ name: 'Warmup', from: 40, to: 50 }).phases).toEqual([]);
  });

  it('of several ranks run from the earliest start to the latest end', () => {
    const { phases } = read(
      { name: 'Loading (GPU)', from: 12, to: 40 },
      { name: 'Loading (GPU)', from: 11, to: 39 },
      { name: 'Loading (GPU)', from: 13, to: 44 },
    );
    expect(phases).toEqual([['weights_load', 11, 44]]);
  });

  it('that begin in 1970 begin as long before their end as their attribute says', () => {
    const span = { name: 'Dynamo bytecode transform', from: 1234 - STARTED_S, to: 60 };
    expect(read({ ...span, seconds: 7.5 })).toEqual({ phases: [['compile', 52.5, 60]], refused: [] });
    expect(read(span)).toEqual({ phases: [], refused: ['Dynamo bytecode transform'] });
    expect(read({ ...span, seconds: -1 }).phases).toEqual([]);
  });

  it('are clamped by a little, and refused where they end before the child or in the future', () => {
    expect(read({ name: 'Worker init', from: -0.5, to: 3 }).phases).toEqual([['runtime_init', 0, 3]]);
    expect(read({ name: 'Warmup (GPU)', from: 90, to: 100.5 }).phases).toEqual([['warmup', 90, 100]]);
    expect(read({ name: 'Warmup (GPU)', from: 90, to: 500 }).refused).toEqual(['Warmup (GPU)']);
    expect(read({ name: 'Warmup (GPU)', from: -20, to: -10, seconds: 3 }).refused).toEqual(['Warmup (GPU)']);
    expect(read({ name: 'Warmup (GPU)', from: 20, to: 10 }).refused).toEqual(['Warmup (GPU)']);
  });

  it('never tell of a phase outside the life of the child, whatever they say', () => {
    const s = fc.double({ min: -STARTED_S, max: STARTED_S, noNaN: true });
    const span = fc.record(
      {
        name: fc.constantFrom('Loading (GPU)', 'Warmup (CPU)', 'Dynamo bytecode transform', 'Init device'),
        from: s,
        to: fc.oneof(s, fc.double({ min: 0, max: 100, noNaN: true })),
        seconds: fc.double(),
      },
      { requiredKeys: ['name', 'from', 'to'] },
    );
    fc.assert(
      fc.property(fc.array(span, { maxLength: 5 }), (spans) => {
        for (const [, startS = 0, endS = 0] of read(...spans).phases) {
          expect(startS).toBeGreaterThanOrEqual(0);
          expect(Number(endS)).toBeGreaterThanOrEqual(Number(startS));
          expect(endS).toBeLessThanOrEqual(100);
        }
      }),
    );
  });
});
