import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { peel } from '../../../src/log/line/index.js';
import { LogClock } from '../../../src/log/reader/index.js';

/** Moments of lines, in seconds from the first dated one. */
function momentsOf(lines: readonly string[]): number[] {
  const clock = new LogClock();
  return lines.map((line) => Number(clock.read(peel(line).stamp).toFixed(6)));
}

test('a line without a stamp happens when the last one did', () => {
  expect(momentsOf(['up', '2026-03-09 07:08:09 a', 'b', '2026-03-09 07:08:12 c', 'd'])).toEqual([
    0, 0, 0, 3, 3,
  ]);
});

describe('a stamp that begins anew', () => {
  test('at midnight', () => {
    expect(momentsOf(['[23:59:58 TP0] a', '[00:00:03 TP0] b', '[00:10:03 TP0] c'])).toEqual([0, 5, 605]);
  });

  test('at New Year, with and without a year', () => {
    expect(momentsOf(['INFO 12-31 23:59:50 a', 'INFO 01-01 00:00:05 b'])).toEqual([0, 15]);
    expect(momentsOf(['2026-12-31 23:59:50 a', '2027-01-01 00:00:05 b'])).toEqual([0, 15]);
  });

  test('28 February is followed by 1 March where no line is of the 29th', () => {
    expect(
      momentsOf([
        '2026-02-28T23:59:58Z INFO 02-28 23:59:58 a',
        'INFO 02-28 23:59:58 b',
        '2026-03-01T00:00:03Z c',
        'INFO 03-01 00:00:04 d',
        '2026-03-01T00:00:05Z e',
      ]),
    ).toEqual([0, 0, 5, 6, 7]);
  });

  test('29 February is a day', () => {
    expect(momentsOf(['INFO 02-28 23:59:59 a', 'INFO 02-29 00:00:00 b', 'INFO 03-01 00:00:00 c'])).toEqual([
      0, 1, 86_401,
    ]);
  });

  test('of one that comes late from before, too', () => {
    expect(momentsOf(['[23:59:50] a', '[00:00:05] b', '[23:59:59] late', '[00:00:06] c'])).toEqual([
      0, 15, 9, 16,
    ]);
    expect(
      momentsOf([
        'INFO 12-31 23:59:50 a',
        'INFO 01-01 00:00:05 b',
        'INFO 12-31 23:59:59 late',
        'INFO 01-01 00:00:06 c',
      ]),
    ).toEqual([0, 15, 9, 16]);
  });
});

test('a line may come late: the clock does not run back', () => {
  const clock = new LogClock();
  const at = (line: string) => clock.read(peel(line).stamp);
  at('2026-03-09 07:08:00 a');
  expect(at('2026-03-09 07:08:10 b')).toBe(10);
  expect(at('2026-03-09 07:08:04 late')).toBe(4);
  expect(clock.nowS).toBe(10);
  expect(at('no stamp')).toBe(10);
});

describe('two kinds of stamps', () => {
  test.each([
    ['the same zone', '07:08:12', 2],
    ['two hours ahead', '09:08:12', 2],
    ['five and a half hours behind', '01:38:12', 2],
    ['some seconds apart, as clocks are', '07:08:14', 4],
  ])('%s', (_, clockTime, atS) => {
    expect(
      momentsOf(['2026-03-09T07:08:10Z INFO: a', `INFO 03-09 ${clockTime} b`, '2026-03-09T07:08:20Z c']),
    ).toEqual([0, atS, 10]);
  });

  test('one that tells of another time is passed over', () => {
    expect(
      momentsOf([
        '2026-03-09T07:08:10Z a',
        'INFO 07-01 07:50:33 old',
        '2026-03-09T07:08:20Z b',
        'INFO 07-01 07:50:34 old',
      ]),
    ).toEqual([0, 0, 10, 10]);
  });

  test('time since the process began does not mix with dates', () => {
    expect(momentsOf(['2026-03-09T07:08:10Z a', '0.05.825.901 I b', '2026-03-09T07:08:12Z c'])).toEqual([
      0, 0, 2,
    ]);
    expect(momentsOf(['0.01.000.000 I a', '0.05.500.000 I b', '1.00.000.000 I c'])).toEqual([0, 4.5, 59]);
  });
});

test('the resolution is that of the finest stamp that was used', () => {
  const clock = new LogClock();
  expect(clock.resolutionS).toBe(Infinity);
  expect(clock.dated).toBe(false);
  clock.read(peel('INFO 03-09 07:08:09 a').stamp);
  expect(clock.resolutionS).toBe(1);
  clock.read(peel('2026-03-09T07:08:10.123Z b').stamp);
  expect(clock.resolutionS).toBe(1e-3);
  expect(clock.dated).toBe(true);
});

const PAD = (n: number, width = 2): string => String(n).padStart(width, '0');

test('moments are the differences of the dates, wherever in the year it begins', () => {
  const start = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) });
  const steps = fc.array(fc.integer({ min: 0, max: 3 * 3600_000 }), { maxLength: 20 });
  fc.assert(
    fc.property(start, steps, (firstMs, gapsMs) => {
      const times = gapsMs.reduce((all, gap) => [...all, (all.at(-1) ?? firstMs) + gap], [firstMs]);
      const lines = times.map((ms) => {
        const date = new Date(ms);
        return `INFO ${PAD(date.getUTCMonth() + 1)}-${PAD(date.getUTCDate())} ${date.toISOString().slice(11, 23)} x`;
      });
      const moments = momentsOf(lines);
      times.forEach((ms, i) => {
        expect(moments[i]).toBeCloseTo((ms - firstMs) / 1000, 3);
      });
    }),
  );
});
