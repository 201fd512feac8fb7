import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LONGEST_LINE, peel, STAMP_NAMES } from '../../../src/log/line/index.js';
import type { Stamp } from '../../../src/log/line/index.js';

const DAY_S = 86_400;
/** Seconds since the beginning of a year with a 29 February. */
function dateS(month: number, day: number, h: number, mi: number, s: number): number {
  const days = (Date.UTC(2024, month - 1, day) - Date.UTC(2024, 0, 1)) / 1000 / DAY_S;
  return days * DAY_S + h * 3600 + mi * 60 + s;
}

/** Each kind of stamp as its servers write it. */
const STAMPS: readonly (readonly [line: string, name: Stamp['name'], atS: number, resolutionS: number])[] = [
  ['2026-03-09 07:08:09,250 - INFO - loading', 'iso', dateS(3, 9, 7, 8, 9.25), 1e-3],
  ['[2026-03-09 07:08:09 TP0] Load weight begin.', 'iso', dateS(3, 9, 7, 8, 9), 1],
  ['2026-03-09T07:08:09.123456Z  INFO router: msg', 'iso', dateS(3, 9, 7, 8, 9.123456), 1e-6],
  ['2026-03-09T07:08:09.123456789+02:00 msg', 'iso', dateS(3, 9, 7, 8, 9.123456789), 1e-6],
  ['time=2026-03-09T07:08:09.858Z level=INFO msg="x"', 'iso', dateS(3, 9, 7, 8, 9.858), 1e-3],
  ['INFO 03-09 07:08:09 [loader.py:45] msg', 'month_day', dateS(3, 9, 7, 8, 9), 1],
  ['INFO 03-09 07:08:09.75 x.py:1] msg', 'month_day', dateS(3, 9, 7, 8, 9.075), 1e-3],
  ['INFO 03-09 07:08:09.750 x.py:1] msg', 'month_day', dateS(3, 9, 7, 8, 9.75), 1e-3],
  ['[03/09/2026-07:08:09] [TRT-LLM] [I] msg', 'slashes', dateS(3, 9, 7, 8, 9), 1],
  ['2026/03/09 07:08:09 routes.go:10: msg', 'go', dateS(3, 9, 7, 8, 9), 1],
  ['[GIN] 2026/03/09 - 07:08:09 | 200 |', 'go', dateS(3, 9, 7, 8, 9), 1],
  ['[I 230309 07:08:09 storage:66] msg', 'tornado', dateS(3, 9, 7, 8, 9), 1],
  ['I0309 07:08:09.250001 12 server.cc:1] msg', 'glog', dateS(3, 9, 7, 8, 9.250001), 1e-6],
  ['Mar  9 07:08:09 node1 vllm[77]: msg', 'syslog', dateS(3, 9, 7, 8, 9), 1],
  ['[07:08:09 TP1] Load weight begin.', 'time', 7 * 3600 + 8 * 60 + 9, 1],
  ['0.05.825.901 I srv  load_model: loading', 'elapsed', 5.825901, 1e-6],
  ['12.05.825.901 W srv  load_model: loading', 'elapsed', 725.825901, 1e-6],
];

describe('stamps', () => {
  test.each(STAMPS)('%s', (line, name, atS, resolutionS) => {
    const { stamp } = peel(line);
    expect(stamp).toMatchObject({ name, resolutionS });
    expect(stamp?.atS).toBeCloseTo(atS, 6);
  });

  test('every kind has an example here', () => {
    expect([...new Set(STAMPS.map(([, name]) => name))].sort()).toEqual([...STAMP_NAMES].sort());
  });

  test.each([
    'Application startup complete.',
    'took 12:30 in all',
    'version 2026-13-40 00:00:00',
    'INFO 00-00 00:00:00 nothing',
    `${'x'.repeat(200)} 2026-03-09 07:08:09 too far in`,
    'id 1234-03-09-07',
  ])('none in %j', (line) => {
    expect(peel(line).stamp).toBeNull();
  });

  test.each([
    [
      'a container runtime before a server',
      '2026-03-09T07:08:10.5Z stderr F INFO 03-09 09:08:09 [x.py:1] msg',
      'iso',
    ],
    ['journald before a server', 'Mar 09 07:08:10 gpu-1 serve[9]: 2026-03-09 09:08:09,001 - msg', 'syslog'],
    ['a compose prefix', 'engine-1  | INFO 03-09 07:08:10 [x.py:1] msg', 'month_day'],
    ['kubectl --timestamps --prefix', '[pod/llm-0/engine] 2026-03-09T07:08:10.511Z INFO: msg', 'iso'],
    [
      'the name of a process that is long',
      `(${'EngineCore'.repeat(9)} pid=4711) INFO 03-09 07:08:10 [x.py:1] msg`,
      'month_day',
    ],
  ])('%s', (_, line, name) => {
    expect(peel(line).stamp).toMatchObject({ name });
  });

  test('only those are read that are asked for', () => {
    expect(peel('INFO 03-09 07:08:09 2026/03/09 07:08:10 x', ['go']).stamp).toMatchObject({ name: 'go' });
  });
});

describe('JSON', () => {
  const MESSAGE = 'INFO 03-09 07:08:09 [x.py:1] Loading weights took 2.5 seconds';

  test.each([
    ['Docker json-file', { log: `${MESSAGE}\n`, stream: 'stderr', time: '2026-03-09T07:08:11.5Z' }, 11.5],
    ['its own message', { level: 'INFO', time: '03-09 07:08:11.250', message: MESSAGE }, 11.25],
    ['fields', { timestamp: '2026-03-09T07:08:11.000001Z', fields: { message: MESSAGE } }, 11.000001],
    ['msg and ts', { ts: '2026-03-09T07:08:11Z', msg: MESSAGE }, 11],
    ['Unix seconds', { timestamp: Date.UTC(2026, 2, 9, 7, 8, 11) / 1000, msg: MESSAGE }, 11],
    ['Unix seconds with a fraction', { ts: Date.UTC(2026, 2, 9, 7, 8, 11, 500) / 1000, msg: MESSAGE }, 11.5],
    ['Unix milliseconds', { time: Date.UTC(2026, 2, 9, 7, 8, 11, 7), msg: MESSAGE }, 11.007],
    ['Unix nanoseconds as text', { ts: `${Date.UTC(2026, 2, 9, 7, 8, 11, 40)}000000`, msg: MESSAGE }, 11.04],
    ['Unix nanoseconds', { ts: Date.UTC(2026, 2, 9, 7, 8, 11, 40) * 1e6, msg: MESSAGE }, 11.04],
    ['Unix microseconds', { ts: Date.UTC(2026, 2, 9, 7, 8, 11, 40) * 1e3, msg: MESSAGE }, 11.04],
    ['Loki', { labels: { pod: 'llm-0' }, line: MESSAGE, timestamp: '2026-03-09T07:08:11.250500Z' }, 11.2505],
    ['Google Cloud', { insertId: 'a1', textPayload: MESSAGE, timestamp: '2026-03-09T07:08:11.75Z' }, 11.75],
    [
      'Google Cloud, of JSON',
      { jsonPayload: { message: MESSAGE, level: 'INFO' }, timestamp: '2026-03-09T07:08:11.75Z' },
      11.75,
    ],
    ['CloudWatch', { '@timestamp': '2026-03-09 07:08:11.750', '@message': MESSAGE }, 11.75],
    [
      'CloudWatch, in milliseconds',
      { timestamp: Date.UTC(2026, 2, 9, 7, 8, 11, 7), message: MESSAGE },
      11.007,
    ],
    ['text that is no time', { time: '1234567', message: MESSAGE }, 9],
    ['no time of its own', { message: MESSAGE }, 9],
    ['a number that is no time', { time: 7, message: MESSAGE }, 9],
  ])('%s', (_, value, second) => {
    const { text, stamp } = peel(JSON.stringify(value));
    expect(text).toBe(MESSAGE);
    expect(stamp?.atS).toBeCloseTo(dateS(3, 9, 7, 8, second), 5);
  });

  test('inside Docker’s', () => {
    const own = JSON.stringify({
      timestamp: '2026-03-09T09:08:10Z',
      fields: { message: 'Shard ready' },
      span: { rank: 1 },
    });
    expect(peel(JSON.stringify({ log: `${own}\n`, time: '2026-03-09T07:08:11Z' }))).toMatchObject({
      text: 'Shard ready',
      lane: '1',
      stamp: { atS: dateS(3, 9, 7, 8, 11) },
    });
  });

  test('behind the stamp of a container runtime, which counts', () => {
    const line = `2026-03-09T07:08:12Z stdout F {"message":"up","time":"2026-03-09T09:08:11Z"}`;
    expect(peel(line)).toMatchObject({ text: 'up', stamp: { atS: dateS(3, 9, 7, 8, 12) } });
  });

  test('longer than a line is read: its time still counts', () => {
    const { text, stamp } = peel(
      JSON.stringify({ log: 'x'.repeat(LONGEST_LINE + 500), time: '2026-03-09T07:08:11Z' }),
    );
    expect(text).toHaveLength(LONGEST_LINE);
    expect(stamp).not.toBeNull();
  });

  test('that is none is text', () => {
    for (const line of [
      '{"log": broken',
      '{"a":1}',
      'args: {"model":"m"}',
      '{"message":7}',
      '{"'.repeat(9000),
    ]) {
      expect(peel(line).text).toBe(line.slice(0, LONGEST_LINE));
    }
  });
});

describe('what others wrote around it', () => {
  test.each([
    ['\u001b[32m2026-03-09T07:08:09Z\u001b[0m \u001b[1mINFO\u001b[0m up', '2026-03-09T07:08:09Z INFO up'],
    ['#033[2m2026-03-09T07:08:09Z#033[0m up', '2026-03-09T07:08:09Z up'],
    ['\\u001b[36m(Replica pid=5)\\u001b[0m up', '(Replica pid=5) up'],
    ['^[[36mup^[[0m', 'up'],
    ['[36m(Worker pid=5)[0m up', '(Worker pid=5) up'],
    ['a  b\t c ', 'a b c'],
    ['\ufeffup', 'up'],
  ])('%j', (line, text) => {
    expect(peel(line).text).toBe(text);
  });

  test('a coloured line of JSON is opened', () => {
    expect(peel('\u001b[36m{"message":"\\u001b[1mup\\u001b[0m"}\u001b[0m').text).toBe('up');
  });

  test.each([
    ['(EngineCore_DP0 pid=12) INFO up', '(EngineCore_DP0 pid=12)'],
    ['(Worker pid=7) (Worker_TP0 pid=7) INFO up', '(Worker_TP0 pid=7)'],
    ['(VllmWorker rank=1 pid=7) INFO up', '(VllmWorker rank=1 pid=7)'],
    ['(RayWorkerWrapper pid=7, ip=10.1.2.3) up', '(RayWorkerWrapper pid=7, ip=10.1.2.3)'],
    ['[2026-03-09 07:08:09 TP1] up', 'TP1'],
    ['[2026-03-09 07:08:09 DP0 TP1 EP2] up', 'DP0 TP1 EP2'],
    ['[07:08:09 TP3] up', 'TP3'],
    ['[03/09/2026-07:08:09] [TRT-LLM] [RANK 3] [I] up', 'RANK 3'],
    ['INFO up', ''],
  ])('the lane of %j', (line, lane) => {
    expect(peel(line).lane).toBe(lane);
  });
});

test('no line throws, and none is longer than it may be', () => {
  const piece = fc.constantFrom(
    '{"',
    '"}',
    '{"log":"',
    '{"message":{"',
    '\\u001b[',
    '\u001b[0;',
    '(pid=',
    '(a pid=1',
    '2026-03-09 ',
    '07:08:09',
    '[',
    ']',
    '\\',
    '"',
    ':',
    '9',
    '\u0000',
    '🚀',
    '\ud800',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 400 }), (pieces) => {
      const { text, stamp } = peel(pieces.join(''));
      expect(text.length).toBeLessThanOrEqual(LONGEST_LINE);
      expect(stamp === null || Number.isFinite(stamp.atS)).toBe(true);
    }),
  );
});
