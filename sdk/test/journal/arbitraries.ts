import { OUTCOMES, PHASE_NAMES, WEIGHTS_SOURCES } from '@coldstart/conventions';
import fc from 'fast-check';
import { encode } from '../../src/journal/record.js';
import type { JournalRecord } from '../../src/journal/record.js';
import { initialState, misuse, reduce } from '../../src/load/index.js';
import type { LoadState, Transition } from '../../src/load/index.js';
import { newSpan } from '../../src/trace-parent.js';

const phase = fc.constantFrom(...PHASE_NAMES);
const atS = fc.double({ min: 0, max: 2e9, noNaN: true });
const outcome = fc.constantFrom(...OUTCOMES);
const bytes = fc.double({ min: 0, max: 1e12, noNaN: true });

const transition: fc.Arbitrary<Transition> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('begin' as const), phase, atS }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('end' as const), phase, atS, outcome }) },
  fc.record({ type: fc.constant('record' as const), phase, startS: atS, endS: atS, outcome }),
  fc.record({
    type: fc.constant('progress' as const),
    bytes,
    expectedBytes: fc.option(bytes, { nil: null }),
  }),
  fc.record({ type: fc.constant('weights_source' as const), source: fc.constantFrom(...WEIGHTS_SOURCES) }),
  fc.record({ type: fc.constant('mark' as const), mark: fc.constant('first_request' as const), atS }),
  fc.record({ type: fc.constant('missing_phases' as const), phases: fc.array(phase, { maxLength: 4 }) }),
  fc.record({ type: fc.constant('ready' as const), atS }),
  fc.record({ type: fc.constant('fail' as const), atS, error: fc.string({ unit: 'binary' }) }),
);

export interface Written {
  readonly records: readonly JournalRecord[];
  readonly text: string;
  /** The loads as the reducer has them. */
  readonly states: ReadonlyMap<number, LoadState>;
}

/** What a process may have written about up to three loads at once. */
export const written: fc.Arbitrary<Written> = fc
  .record({
    parent: fc.option(
      fc.constant({ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }),
      { nil: null },
    ),
    models: fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { minLength: 1, maxLength: 3 }),
    steps: fc.array(fc.record({ load: fc.nat({ max: 2 }), transition, atS }), { maxLength: 40 }),
  })
  .map(({ parent, models, steps }) => {
    const records: JournalRecord[] = [
      {
        type: 'writer',
        version: 1,
        id: 'w',
        boot: '00000000',
        pid: 1,
        pod: 'p',
        container: 'c',
        processStartedS: 1,
      },
    ];
    const states = new Map<number, LoadState>();
    models.forEach((model, load) => {
      const state = initialState({
        model,
        server: 's',
        attempt: load + 1,
        parent,
        span: newSpan(parent),
        startS: 5,
        processStartedS: 4,
      });
      states.set(load, state);
      records.push({ type: 'load', load, atS: 5, state, order: [] });
    });
    for (const { load, transition: next, atS: recordS } of steps) {
      const state = states.get(load);
      if (state !== undefined && misuse(state, next) === null) {
        states.set(load, reduce(state, next));
        records.push({ type: 'transition', load, atS: recordS, transition: next });
      }
    }
    return { records, states, text: records.map(encode).join('') };
  });
