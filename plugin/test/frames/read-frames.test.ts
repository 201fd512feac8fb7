import { createDataFrame, FieldType } from '@grafana/data';
import { describe, expect, test } from 'vitest';
import { readFrames } from '../../src/frames';
import { frame } from '../given/frames';

const TIME = { name: 'Time', type: FieldType.time, values: [1000, 2500] };

describe('readFrames', () => {
  test('a frame is a series: seconds, labels without the name, null as no value', () => {
    const { series, problems } = readFrames([frame('up', { pod: 'a' }, [[1, 5], [2.5, null]])]); // prettier-ignore
    expect(problems).toEqual([]);
    expect(series).toHaveLength(1);
    const [only] = series;
    expect(only?.metric).toBe('up');
    expect(only?.labels).toEqual({ pod: 'a' });
    expect(Array.from(only?.timesS ?? [])).toEqual([1, 2.5]);
    expect(Array.from(only?.values ?? [])).toEqual([5, NaN]);
  });

  test('a wide frame is a series per number field', () => {
    const wide = createDataFrame({
      fields: [
        TIME,
        { name: 'a', type: FieldType.number, labels: { __name__: 'x', pod: 'a' }, values: [1, 2] },
        { name: 'coldstart_queue_depth', type: FieldType.number, values: [3, 4] },
      ],
    });
    expect(readFrames([wide]).series.map(({ metric }) => metric)).toEqual(['x', 'coldstart_queue_depth']);
  });

  test('an empty answer is neither a series nor a problem', () => {
    const empty = createDataFrame({ refId: 'A', fields: [] });
    const rowless = createDataFrame({
      fields: [
        { ...TIME, values: [] },
        { name: 'Value', type: FieldType.number, values: [] },
      ],
    });
    expect(readFrames([empty, rowless])).toEqual({ series: [], problems: [] });
  });

  const BAD: [string, Parameters<typeof createDataFrame>[0], RegExp][] = [
    [
      'no time',
      {
        refId: 'B',
        fields: [{ name: 'Value', type: FieldType.number, labels: { __name__: 'up' }, values: [1, 2] }],
      },
      /^Query B: frame "up" has no time field\. Set the format of the query to "Time series"\.$/,
    ],
    [
      'text values',
      {
        refId: 'B',
        fields: [
          TIME,
          { name: 'Value', type: FieldType.string, labels: { __name__: 'up' }, values: ['1', '2'] },
        ],
      },
      /^Query B: frame "up" has text where numbers belong\./,
    ],
    [
      'labels in columns',
      {
        refId: 'B',
        name: 'B',
        fields: [
          TIME,
          { name: 'pod', type: FieldType.string, values: ['a', 'b'] },
          { name: 'Value', type: FieldType.number, values: [1, 2] },
        ],
      },
      /^Query B: frame "B" has labels in columns\. Set the format of the query to "Time series"\.$/,
    ],
    [
      'no name',
      {
        refId: 'B',
        fields: [TIME, { name: 'Value', type: FieldType.number, labels: { pod: 'a' }, values: [1, 2] }],
      },
      /^Query B: frame with the fields "Time", "Value" has no metric name\. Keep the label "__name__"/,
    ],
    ['only a time', { fields: [TIME] }, /^frame with the fields "Time" has no number field\./],
  ];
  test.each(BAD)('%s: the frame is named, the rest goes on', (_, bad, words) => {
    const good = frame('up', {}, [[1, 1]]);
    const { series, problems } = readFrames([createDataFrame(bad), good]);
    expect(series).toHaveLength(1);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(words);
  });

  test('equal problems of a query are said once, with their number', () => {
    const bad = () =>
      createDataFrame({
        refId: 'B',
        fields: [TIME, { name: 'Value', type: FieldType.number, values: [1, 2] }],
      });
    const { problems } = readFrames([bad(), bad(), bad()]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('3 frames');
  });
});
