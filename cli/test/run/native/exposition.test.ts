import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../../src/run/native/exposition.js';

describe('the samples of a metric', () => {
  it('are found among the others, with labels, times and escapes', () => {
    const page = [
      '# HELP load_s How long.',
      '# TYPE load_s gauge',
      'load_s 1.5',
      'load_s{a="x",b="}{ \\"y\\" \\\\ \\n"} 2e1 1700000000000',
      'load_s{a="x",} 3',
      'load_s_total 4',
      'load_s{a="x"} NaN',
      'load_s{a="x"} +Inf',
      'load_s{a="x" 5',
      'load_s{a="x"}',
      'load_s',
      'load_s\t6\r',
    ].join('\n');
    expect(samplesOf(page, 'load_s')).toEqual([
      { labels: {}, value: 1.5 },
      { labels: { a: 'x', b: '}{ "y" \\ \n' }, value: 20 },
      { labels: { a: 'x' }, value: 3 },
      { labels: {}, value: 6 },
    ]);
  });

  it('come back as they were written', () => {
    const label = fc.string({ maxLength: 20 }).filter((text) => !text.includes('\r'));
    fc.assert(
      fc.property(label, label, fc.double({ noNaN: true, noDefaultInfinity: true }), (a, b, value) => {
        const escaped = (text: string): string =>
          text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
        const line = `m:n{a="${escaped(a)}",b="${escaped(b)}"} ${value}`;
        expect(samplesOf(`x 1\n${line}\n`, 'm:n')).toEqual([
          { labels: { a, b }, value: Number(String(value)) },
        ]);
      }),
    );
  });

  it('are none on a page that is something else, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (page) => {
        expect(samplesOf(page, 'sglang:startup_time_seconds')).toEqual([]);
      }),
    );
    expect(samplesOf(`m${'{'.repeat(9000)}} 1`, 'm')).toEqual([]);
  });
});
