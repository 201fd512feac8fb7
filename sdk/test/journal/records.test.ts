import { INVALID_SPAN_CONTEXT, isSpanContextValid } from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abandonedFromJson, abandonedToJson, mostRecent } from '../../src/journal/abandoned.js';
import { abandonedIn, foldLife } from '../../src/journal/life.js';
import { parse } from '../../src/journal/parse.js';
import { encode } from '../../src/journal/record.js';
import { transitionFromJson } from '../../src/journal/transition-json.js';
import { stateFromJson, stateToJson } from '../../src/journal/state-json.js';
import { initialState } from '../../src/load/index.js';
import type { LoadState } from '../../src/load/index.js';
import { newSpan } from '../../src/trace-parent.js';
import { written } from './arbitraries.js';

const death = { fileId: 'f', rebooted: false, modifiedS: 0, nowS: 3e9 };

/** As the file holds it: JSON knows no maps and no -0. */
function asStored(state: LoadState | undefined): unknown {
  return JSON.parse(JSON.stringify(state && stateToJson(state)));
}

describe('a journal that is whole', () => {
  it('gives back the loads as the reducer has them', () => {
    fc.assert(
      fc.property(written, ({ text, states, records }) => {
        const parsed = parse(text);
        expect(parsed.damaged).toBe(0);
        expect(parsed.records).toHaveLength(records.length);
        const { loads } = foldLife(parsed.records);
        expect([...loads.keys()]).toEqual([...states.keys()]);
        for (const [load, state] of states) {
          expect(asStored(loads.get(load)?.state)).toEqual(asStored(state));
        }
      }),
    );
  });

  it('abandons the loads that died or ended their process, and names the phase that was begun last of those', () => {
    fc.assert(
      fc.property(written, ({ text, states, records }) => {
        const abandoned = abandonedIn(foldLife(parse(text).records), death);
        const last = new Map([...states].map(([load, { model }]) => [model, load]));
        const unfinished = [...states].filter(
          ([load, { model, result }]) =>
            result === null || (result.outcome === 'failed' && last.get(model) === load),
        );
        expect(abandoned.map(({ id }) => id)).toEqual(unfinished.map(([load]) => `w-${load}`));
        abandoned.forEach(({ phase, state }, index) => {
          const load = unfinished[index]?.[0];
          const begun = records.flatMap((record) =>
            record.type === 'transition' && record.load === load && record.transition.type === 'begin'
              ? [record.transition.phase]
              : [],
          );
          const died = begun.filter((each) =>
            state.result === null
              ? (state.phases.get(each)?.open ?? 0) > 0
              : state.phases.get(each)?.outcome === 'failed',
          );
          expect(phase).toBe(died.at(-1) ?? null);
        });
      }),
    );
  });

  it('hands an abandoned load on through JSON and a structured clone', () => {
    fc.assert(
      fc.property(written, ({ text }) => {
        for (const load of abandonedIn(foldLife(parse(text).records), death)) {
          expect(abandonedFromJson(JSON.parse(JSON.stringify(abandonedToJson(load))))).toEqual(
            structuredClone(load),
          );
        }
      }),
    );
  });
});

describe('a journal that is damaged', () => {
  it('keeps each record that is whole, wherever it is torn', () => {
    fc.assert(
      fc.property(written, fc.nat(), ({ text, records }, at) => {
        const bytes = Buffer.from(text);
        const end = at % (bytes.length + 1);
        let whole = 0;
        let length = 0;
        for (const record of records) {
          length += Buffer.byteLength(encode(record));
          whole += length <= end ? 1 : 0;
        }
        const parsed = parse(bytes.toString('utf8', 0, end));
        expect(parsed.records.length).toBe(whole);
        expect(parsed.damaged).toBe(0);
        foldLife(parsed.records);
      }),
    );
  });

  it('keeps each record that is whole, whatever stands between them', () => {
    const garbage = fc.oneof(
      fc.constant('\n\0\0\0\0'),
      fc.constant('\n{"type":"load","load":0}'),
      fc.constant('\n{"type":"of tomorrow","atS":1}'),
      fc.constant('\n[1,2,3]'),
      fc.constant(`\n${'x'.repeat(70_000)}`),
      fc.json().map((text) => `\n${text}`),
      fc.string({ unit: 'binary' }),
      written.map(({ text, records }) =>
        text.slice(0, encode(records[0] ?? { type: 'reported', id: '' }).length - 1),
      ),
    );
    fc.assert(
      fc.property(
        written,
        fc.array(fc.tuple(fc.nat(), garbage), { maxLength: 5 }),
        ({ records }, between) => {
          const lines = records.map(encode);
          for (const [at, text] of between) {
            lines.splice(at % (lines.length + 1), 0, text);
          }
          const texts = parse(lines.join('')).records.map(encode);
          let from = 0;
          for (const record of records) {
            // What a glued text makes unreadable is the record before it, and only where it has no line break of its own.
            const at = texts.indexOf(encode(record), from);
            const next = lines[lines.indexOf(encode(record)) + 1];
            expect(at >= from || (next !== undefined && !next.startsWith('\n'))).toBe(true);
            from = at >= from ? at + 1 : from;
          }
        },
      ),
    );
  });

  it('never throws, and gives only states that hold, whatever bytes are changed', () => {
    fc.assert(
      fc.property(
        written,
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 30 }),
        ({ text }, changes) => {
          const bytes = Buffer.from(text);
          for (const [at, byte] of changes) {
            bytes[at % bytes.length] = byte;
          }
          const life = foldLife(parse(bytes.toString()).records);
          for (const { state, phase, atS } of abandonedIn(life, death)) {
            expect(Number.isFinite(atS)).toBe(true);
            const record = phase === null ? undefined : state.phases.get(phase);
            const holds = state.result === null ? record?.endS === null : record?.outcome === 'failed';
            expect(phase === null || holds).toBe(true);
            for (const { startS, endS } of state.phases.values()) {
              expect(endS ?? startS).toBeGreaterThanOrEqual(startS);
            }
          }
        },
      ),
    );
  });

  it('takes nothing for a state or a transition that is none', () => {
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        expect(stateFromJson(anything)).toBeNull();
        expect(abandonedFromJson(anything)).toBeNull();
        expect(transitionFromJson(anything)).toBeNull();
      }),
    );
    const state = stateToJson(
      initialState({
        model: 'm',
        server: '',
        attempt: 1,
        startS: 1,
        parent: null,
        span: newSpan(null),
        processStartedS: 1,
      }),
    ) as Record<string, unknown>;
    expect(stateFromJson(state)).not.toBeNull();
    for (const key of Object.keys(state)) {
      expect(stateFromJson({ ...state, [key]: { no: 'such' } })).toBeNull();
    }
  });

  it('reads a state of a version that fixed no span and missed no phases', () => {
    const { span, missingPhases, ...old } = stateToJson(
      initialState({
        model: 'm',
        server: '',
        attempt: 1,
        startS: 1,
        parent: null,
        span: newSpan(null),
        processStartedS: 1,
      }),
    ) as Record<string, unknown>;
    const read = stateFromJson(old);
    expect(read).toMatchObject({ model: 'm', missingPhases: [] });
    expect(isSpanContextValid(read?.span ?? INVALID_SPAN_CONTEXT)).toBe(true);
    expect(stateFromJson({ ...old, span, missingPhases })).toMatchObject({ span, missingPhases });
    expect(stateFromJson({ ...old, span: null })).toBeNull();
    expect(stateFromJson({ ...old, missingPhases: ['no such phase'] })).toBeNull();
  });

  it('cuts a name of any length', () => {
    const identity = {
      model: 'm'.repeat(10_000_000),
      server: 's',
      attempt: 1,
      startS: 1,
      parent: null,
      span: newSpan(null),
      processStartedS: 1,
    };
    expect(
      encode({ type: 'load', load: 1, atS: 1, state: initialState(identity), order: [] }).length,
    ).toBeLessThan(1000);
  });
});

describe('the death of a load', () => {
  const state = initialState({
    model: 'm',
    server: '',
    attempt: 1,
    startS: 100,
    parent: null,
    span: newSpan(null),
    processStartedS: 99,
  });
  const load = { type: 'load', load: 1, atS: 100, state, order: [] } as const;
  const begin = {
    type: 'transition',
    load: 1,
    atS: 110,
    transition: { type: 'begin', phase: 'compile', atS: 110 },
  } as const;
  const only = (life: ReturnType<typeof foldLife>, given: Partial<typeof death>) =>
    abandonedIn(life, { ...death, ...given })[0];

  it('is dated by the last record, or by the last touch of the file', () => {
    const life = foldLife([load, begin]);
    expect(only(life, { modifiedS: 0 })?.atS).toBe(110);
    expect(only(life, { modifiedS: 130, nowS: 140 })?.atS).toBe(130);
  });

  it('is not dated by a file of the future, nor before the last record', () => {
    const life = foldLife([load, begin]);
    expect(only(life, { modifiedS: 5000, nowS: 140 })?.atS).toBe(110);
    expect(only(life, { modifiedS: 50, nowS: 60 })?.atS).toBe(110);
  });

  it('has a reason: reboot before last words, and those before none', () => {
    const exit = { type: 'exit', atS: 112, code: 1 } as const;
    const uncaught = { type: 'uncaught_exception', atS: 111, error: 'Error: x' } as const;
    const reason = (...records: Parameters<typeof foldLife>[0]) =>
      only(foldLife([load, begin, ...records]), {})?.reason;
    expect(reason()).toBe('killed');
    expect(reason(exit)).toBe('exit');
    expect(reason(uncaught)).toBe('uncaught_exception');
    expect(reason(uncaught, exit)).toBe('uncaught_exception');
    expect(only(foldLife([load, begin, uncaught, exit]), { rebooted: true })?.reason).toBe('reboot');
  });

  it('is not blamed on an exception that the process outlived', () => {
    const uncaught = { type: 'uncaught_exception', atS: 111, error: 'Error: x' } as const;
    const life = foldLife([load, begin, uncaught]);
    expect(only(life, { modifiedS: 500 })?.reason).toBe('killed');
    expect(only(foldLife([load, uncaught, { ...begin, atS: 111.5 }]), {})?.reason).toBe('killed');
  });

  it('is told once by whoever finds it, for the three most recent', () => {
    const found = [1, 2, 3, 4].map((atS) => ({
      id: String(atS),
      state,
      atS,
      phase: null,
      reason: 'killed' as const,
      reported: false,
    }));
    expect(mostRecent([...found, ...found]).map(({ id }) => id)).toEqual(['2', '3', '4']);
    const [first] = found;
    if (first !== undefined) {
      expect(mostRecent([{ ...first, reported: true }, first])).toMatchObject([{ reported: true }]);
      expect(mostRecent([first, { ...first, reported: true }])).toMatchObject([{ reported: true }]);
    }
  });
});
