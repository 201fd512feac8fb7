import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PythonEvent } from '../../../src/run/python/index.js';
import { ACTIVITIES } from '../../../src/run/python/index.js';
import { ProcessReport } from '../../../src/run/python/process-report.js';
import { Weights } from '../../../src/run/python/weights.js';

const HELLO = { k: 'hello', v: 1, pid: 7, ppid: 1, python: 'cpython 3.12.0', t: 1000, m: 10 };

function report(lines: readonly unknown[]): {
  events: PythonEvent[];
  refused: string[];
  report: ProcessReport;
} {
  const events: PythonEvent[] = [];
  const refused: string[] = [];
  const report = new ProcessReport(
    { wallS: 1000, monotonicS: 10 },
    new Weights(),
    (event) => events.push(event),
    (why) => refused.push(why),
  );
  for (const line of lines) report.line(typeof line === 'string' ? line : JSON.stringify(line), 1000.1);
  return { events, refused, report };
}

const begin = (id: number, what: string, m: number, more: object = {}): object => ({
  k: 'begin',
  id,
  what,
  m,
  ...more,
});
const end = (id: number, m: number, more: object = {}): object => ({ k: 'end', id, m, ...more });

describe('ProcessReport', () => {
  it('makes phases of a load: the read inside it, its bytes and where they came from', () => {
    const { events, refused } = report([
      HELLO,
      begin(1, 'import', 11, { name: 'torch' }),
      end(1, 14),
      begin(2, 'model', 15, { name: 'org/small' }),
      begin(3, 'load', 15, { name: 'org/small' }),
      begin(4, 'read', 16, { in: 3, bytes: 2 ** 30 }),
      end(4, 18, { bytes: 2 ** 30, disk_bytes: 0 }),
      end(3, 19, { bytes: 2 ** 30, disk_bytes: 2 ** 30 }),
      end(2, 19),
    ]);
    expect(refused).toEqual([]);
    expect(
      events.map((event) =>
        event.type === 'begin' || event.type === 'end'
          ? [event.type, event.phase, event.within, event.atS]
          : event.type === 'progress'
            ? [event.type, event.bytes, event.expectedBytes]
            : event.type === 'source'
              ? [event.type, event.source]
              : [event.type],
      ),
    ).toEqual([
      ['hello'],
      ['begin', 'runtime_init', null, 1001],
      ['end', 'runtime_init', null, 1004],
      ['begin', null, null, 1005],
      ['begin', 'weights_load', null, 1005],
      ['begin', 'weights_read', 'load', 1006],
      ['progress', 0, 2 ** 30],
      ['end', 'weights_read', 'load', 1008],
      ['progress', 2 ** 30, 2 ** 30],
      ['end', 'weights_load', null, 1009],
      ['source', 'disk'],
      ['end', null, null, 1009],
    ]);
  });

  it('counts imports and CUDA’s set-up as the start until loading begins, a tokenizer notwithstanding', () => {
    const { events } = report([
      HELLO,
      begin(1, 'tokenizer', 11),
      end(1, 12),
      begin(2, 'import', 12, { name: 'torch' }),
      end(2, 13),
      begin(3, 'load', 14),
      begin(4, 'cuda_init', 15, { in: 3 }),
    ]);
    const phases = events.flatMap((event) => (event.type === 'begin' ? [event.phase] : []));
    expect(phases).toEqual(['tokenizer_init', 'runtime_init', 'weights_load', null]);
  });

  it('tells the first generate apart from phases', () => {
    const { events } = report([
      HELLO,
      begin(1, 'generate', 11),
      end(1, 12, { error: 'ValueError', message: 'no' }),
    ]);
    expect(events.filter(({ type }) => type === 'first_generate')).toEqual([
      { type: 'first_generate', edge: 'begin', atS: 1001, pid: 7, outcome: 'ok' },
      { type: 'first_generate', edge: 'end', atS: 1002, pid: 7, outcome: 'failed' },
    ]);
  });

  it('knows a process that said goodbye from one that was cut off', () => {
    const clean = report([HELLO, { k: 'exit', m: 20, error: 'MemoryError', message: 'too much' }]);
    clean.report.ended(1021);
    expect(clean.events.slice(1)).toEqual([
      { type: 'exit', pid: 7, atS: 1010, clean: true, error: 'MemoryError: too much' },
    ]);
    const killed = report([HELLO]);
    killed.report.ended(1021);
    expect(killed.events.slice(1)).toEqual([{ type: 'exit', pid: 7, atS: 1021, clean: false, error: null }]);
  });

  it.each([
    [['{"k":"hello"'], 'a line of a Python process is not JSON: "{\\"k\\":\\"hello\\""'],
    [[begin(1, 'load', 11)], 'a Python process sent "begin" before it said who it is'],
    [[HELLO, HELLO], 'Python process 7 said twice who it is'],
    [[HELLO, begin(1, 'toString', 11)], 'Python process 7 began "toString" 1, which cannot be'],
    [[HELLO, begin(1, 'load', 11), begin(1, 'load', 11)], 'Python process 7 began "load" 1, which cannot be'],
    [[HELLO, end(5, 11)], 'Python process 7 ended 5, which it had not begun'],
  ])('refuses %j', (lines, why) => {
    expect(report(lines).refused).toEqual([why]);
  });

  it('takes any sequence, ends nothing that did not begin, and holds no more than it may', () => {
    const line = fc.oneof(
      fc.record({
        k: fc.constant('begin'),
        id: fc.nat({ max: 5 }),
        what: fc.constantFrom(...Object.keys(ACTIVITIES), 'other'),
        m: fc.double(),
        in: fc.option(fc.nat({ max: 5 })),
        bytes: fc.option(fc.nat()),
      }),
      fc.record({
        k: fc.constant('end'),
        id: fc.nat({ max: 5 }),
        m: fc.double(),
        bytes: fc.option(fc.nat()),
      }),
      fc.json(),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const open = new Set<string>();
        for (const event of report([HELLO, ...lines]).events) {
          if (event.type === 'begin') open.add(event.lane);
          if (event.type === 'end') expect(open.delete(event.lane)).toBe(true);
        }
      }),
    );
  });
});
