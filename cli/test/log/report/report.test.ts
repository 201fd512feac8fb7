import { describe, expect, test } from 'vitest';
import { toyReport, TOY } from './toy.js';

const phase = (report: ReturnType<typeof toyReport>, name: string) =>
  report.phases.find((each) => each.phase === name);

describe('ranks', () => {
  test('the earliest start and the latest end count, however they lie', () => {
    const report = toyReport([
      [0, 'Toy server 1.0 starts with acme/tiny'],
      [3, '(Worker_1 pid=11) load begins'],
      [2, '(Worker_0 pid=10) load begins'],
      [9, '(Worker_0 pid=10) load ends'],
      [8, '(Worker_1 pid=11) load ends'],
      [10, 'toy is up'],
    ]);
    expect(phase(report, 'weights_load')).toMatchObject({ start_s: 2, end_s: 9, duration_s: 7, ranks: 2 });
  });

  test('the longest printed duration is told, and the start is the earliest that any proves', () => {
    const report = toyReport([
      [0, 'Toy server 1.0 starts'],
      [10, '(Worker_0 pid=10) load took 6.5 seconds'],
      [12, '(Worker_1 pid=11) load took 7.25 seconds'],
    ]);
    expect(phase(report, 'weights_load')).toMatchObject({
      start_s: 3.5,
      end_s: 12,
      printed_s: 7.25,
      ranks: 2,
    });
  });

  test('a rank that said that it began and no more ended with the others', () => {
    const report = toyReport([
      [0, '(Worker_0 pid=10) load begins'],
      [1, '(Worker_1 pid=11) load begins'],
      [5, '(Worker_0 pid=10) load ends'],
      [60, 'toy is up'],
    ]);
    expect(phase(report, 'weights_load')).toMatchObject({ start_s: 0, end_s: 5 });
    expect(phase(report, 'weights_load')?.unfinished).toBeUndefined();
  });

  test('a process may end under a new name what it began under an old one', () => {
    const report = toyReport([
      [1, '(Worker pid=10) load begins'],
      [5, '(Worker_TP0 pid=10) load ends'],
    ]);
    expect(phase(report, 'weights_load')).toMatchObject({ start_s: 0, end_s: 4 });
    expect(phase(report, 'weights_load')?.ranks).toBeUndefined();
  });

  test('a line that is repeated counts once', () => {
    const once = toyReport([
      [0, 'Toy server 1.0 starts'],
      [4, 'warm-up step took 500 ms'],
      [9, 'toy is up'],
    ]);
    const twice = toyReport([
      [0, 'Toy server 1.0 starts'],
      [4, 'warm-up step took 500 ms'],
      [4, 'warm-up step took 500 ms'],
      [9, 'toy is up'],
    ]);
    expect(phase(once, 'warmup')).toMatchObject({ duration_s: 0.5 });
    expect(twice).toEqual(once);
  });
});

describe('printed durations', () => {
  test('of the whole phase date its start, also before the first line', () => {
    const report = toyReport([[0, 'graphs took 4.5 s']]);
    expect(phase(report, 'graph_capture')).toMatchObject({ start_s: -4.5, end_s: 0, printed_s: 4.5 });
  });

  test('of parts add up, and the phase lasts from the first to the last', () => {
    const report = toyReport([
      [0, 'Toy server 1.0 starts'],
      [2, 'warm-up step took 1000 ms'],
      [9, 'warm-up step took 2000 ms'],
    ]);
    expect(phase(report, 'warmup')).toMatchObject({ start_s: 1, end_s: 9, duration_s: 8, printed_s: 3 });
  });

  test('that differ from the lines are warned of, with both figures', () => {
    const report = toyReport([
      [0, 'load begins'],
      [60, 'load took 20.0 seconds'],
      [61, 'toy is up'],
    ]);
    expect(phase(report, 'weights_load')).toMatchObject({ duration_s: 20, printed_s: 20, observed_s: 60 });
    expect(report.warnings.join('\n')).toMatch(/20\.0 s.*60\.0 s/);
  });

  test.each(['-3', '9'.repeat(400), '1e300', '99999999'])('%s is none', (text) => {
    const report = toyReport([
      [0, 'load begins'],
      [5, `load took ${text} seconds`],
      [6, `graphs took ${text} s`],
      [7, 'toy is up'],
    ]);
    expect(phase(report, 'weights_load')).toMatchObject({ start_s: 0, end_s: 5 });
    expect(phase(report, 'graph_capture')).toBeUndefined();
    expect(JSON.stringify(report)).not.toContain('null,"end_s"');
  });
});

describe('progress bars', () => {
  test('without stamps date their phase by what they say of themselves', () => {
    const report = toyReport([
      [0, 'load begins'],
      [10, 'something'],
      [null, 'shards: 0/3 [00:00<?'],
      [null, 'shards: 1/3 [00:04<00:08'],
      [null, 'shards: 3/3 [00:12<00:00'],
      [null, 'shards: 3/3 [00:12<00:00'],
      [23, 'load ends'],
      [24, 'toy is up'],
    ]);
    expect(phase(report, 'weights_read')).toMatchObject({ start_s: 10, end_s: 22, printed_s: 12 });
  });

  test('many states in one line are read all', () => {
    const report = toyReport([
      [0, 'load begins'],
      [9, 'shards: 1/2 [00:03<00:03 shards: 2/2 [00:06<00:00'],
    ]);
    expect(phase(report, 'weights_read')).toMatchObject({ end_s: 9, printed_s: 6 });
  });
});

describe('outcome', () => {
  test('ready: what follows is not read', () => {
    const report = toyReport([
      [0, 'load begins'],
      [5, 'load ends'],
      [8, 'toy is up'],
      [90, 'toy fell: later'],
    ]);
    expect(report).toMatchObject({ outcome: 'ready', total_s: 8, unattributed_s: 3 });
    expect(report.warnings.join()).not.toContain('later');
  });

  test('failed: the cause is told', () => {
    const report = toyReport([
      [0, 'load begins'],
      [5, 'toy fell: out of memory'],
      [6, 'bye'],
    ]);
    expect(report).toMatchObject({ outcome: 'failed', total_s: 6 });
    expect(report.warnings.join()).toContain('out of memory');
  });

  test('unfinished: a phase that had not ended ends with the log, and says so', () => {
    const report = toyReport([
      [0, 'Toy server 1.0 starts'],
      [2, 'load begins'],
      [30, 'still at it'],
    ]);
    expect(report).toMatchObject({ outcome: 'unfinished', total_s: 30 });
    expect(phase(report, 'weights_load')).toMatchObject({ start_s: 2, end_s: 30, unfinished: true });
  });

  test('ready without a phase that is always there is warned of', () => {
    const report = toyReport([
      [0, 'Toy server 1.0 starts'],
      [3, 'toy is up'],
    ]);
    expect(report.warnings.join()).toMatch(/no line told of weights_load/);
  });
});

test.each([
  ['1.0', '1.0'],
  ['0.9.1rc2+cu128', '0.9.1rc2+cu128'],
  ['"1.0"', '1.0'],
  ['1.0\\",\\"pod\\":1', '1.0'],
  ['1.0,', '1.0'],
  ['1.0.', '1.0'],
])('the version in %j is %s', (word, version) => {
  expect(toyReport([[0, `Toy server ${word} starts with acme/tiny`]]).version).toBe(version);
});

test('server, version and model are those of the lines; the source goes with the weights', () => {
  const report = toyReport([
    [0, 'Toy server 1.0 starts with acme/tiny'],
    [9, 'fetched in 0:00:04 from afar'],
    [10, 'load took 0.5 seconds'],
    [11, 'toy is up'],
  ]);
  expect(report).toMatchObject({ server: 'toy', version: '1.0', model: 'acme/tiny', clock: 'line' });
  expect(phase(report, 'weights_fetch')).toMatchObject({ duration_s: 4, weights_source: 'remote' });
  expect(phase(report, 'graph_capture')).toBeUndefined();
});

describe('a log without dates', () => {
  test('puts the printed durations one after the other', () => {
    const report = toyReport([
      [null, 'Toy server 1.0 starts'],
      [null, 'fetched in 0:00:04 from afar'],
      [null, 'load begins'],
      [null, 'shards: 0/2 [00:00<?'],
      [null, 'shards: 2/2 [00:06<00:00'],
      [null, 'load took 7.5 seconds'],
      [null, 'graphs took 2 s'],
      [null, 'toy is up'],
    ]);
    expect(report).toMatchObject({ clock: 'printed', outcome: 'ready', total_s: 13.5 });
    expect(phase(report, 'weights_fetch')).toMatchObject({ start_s: 0, end_s: 4 });
    expect(phase(report, 'weights_load')).toMatchObject({ start_s: 4, end_s: 11.5, printed_s: 7.5 });
    expect(phase(report, 'weights_read')).toMatchObject({ start_s: 4, end_s: 10 });
    expect(phase(report, 'graph_capture')).toMatchObject({ start_s: 11.5, end_s: 13.5 });
  });

  test('counts a bar once, and one inside another', () => {
    const report = toyReport([
      [null, 'shards: 0/2 [00:00<?'],
      [null, 'fetched in 0:00:03 from afar'],
      [null, 'shards: 2/2 [00:06<00:00'],
      [null, 'graphs took 2 s'],
    ]);
    expect(phase(report, 'weights_read')).toMatchObject({ start_s: 0, end_s: 9 });
    expect(phase(report, 'graph_capture')).toMatchObject({ start_s: 9, end_s: 11 });
  });

  test('says so where no duration is printed either', () => {
    const report = toyReport([
      [null, 'load begins'],
      [null, 'load ends'],
      [null, 'toy is up'],
    ]);
    expect(report).toMatchObject({ clock: 'none', total_s: 0, outcome: 'ready' });
  });

  test('lines without stamps in a log with dates move nothing', () => {
    const report = toyReport([
      [0, 'Toy server 1.0 starts'],
      [9, 'nearly'],
      [null, 'graphs took 2 s'],
      [10, 'toy is up'],
    ]);
    expect(phase(report, 'graph_capture')).toMatchObject({ start_s: 7, end_s: 9 });
  });
});

test('a log of another server is not taken for one of a server that was slow to speak', () => {
  const report = toyReport(
    [
      [0, 'hello'],
      [9, 'world'],
    ],
    TOY,
  );
  expect(report.outcome).toBe('unfinished');
  expect(report.warnings.join()).toMatch(/no line.*Toy/i);
});

describe('lines that say nothing', () => {
  const noise = Array.from({ length: 500 }, (_, i): readonly [number, string] => [
    10 + i * 0.01,
    `noise ${i}`,
  ]);

  test('date those without a stamp that follow them', () => {
    const report = toyReport([
      [0, 'Toy server 1.0 starts'],
      [2, 'load begins'],
      ...noise,
      [null, 'no stamp'],
      [null, 'load ends'],
    ]);
    expect(phase(report, 'weights_load')).toMatchObject({ start_s: 2, end_s: 14.99 });
  });

  test('tell how long the log goes on', () => {
    expect(toyReport([[2, 'load begins'], ...noise]).total_s).toBe(12.99);
  });
});

describe('a load that hangs', () => {
  test('is told to run in the phase that the last line begins', () => {
    const report = toyReport([
      [0, 'Toy server 1.0 starts'],
      [6, 'load begins'],
    ]);
    expect(report.phases).toContainEqual(
      expect.objectContaining({ phase: 'weights_load', start_s: 6, end_s: 6, unfinished: true }),
    );
    expect(report.warnings).toEqual([expect.stringContaining('runs when the log ends')]);
  });

  test('has no date where that line has none', () => {
    const report = toyReport([
      [0, 'Toy server 1.0 starts'],
      [null, 'load begins'],
    ]);
    expect(report.phases.map(({ phase }) => phase)).not.toContain('weights_load');
    expect(report.warnings.join()).toContain('lines without a stamp tell of weights_load');
  });
});
