import { describe, expect, test } from 'vitest';
import { compileProfile, ENGINES, LogReader, SavedLog } from '../../../src/log/index.js';
import type { Profile, Rule } from '../../../src/log/index.js';
import { TOY, toyReport } from '../report/toy.js';
import { phasesOf } from '../engines/log.js';

function toyWith(rules: readonly Rule[], changes: Partial<Profile> = {}): Profile {
  return { ...TOY, rules, always: [], ...changes };
}

describe('closes', () => {
  const profile = toyWith([
    { line: 'load of {rank} begins', begin: 'weights_load' },
    { line: 'load of {rank} ends', end: 'weights_load' },
    { line: 'all is there', closes: 'weights_load' },
  ]);

  test('ends in all ranks what no line of its own has ended', () => {
    const report = toyReport(
      [
        [0, 'load of r0 begins'],
        [1, 'load of r1 begins'],
        [5, 'load of r0 ends'],
        [9, 'all is there'],
      ],
      profile,
    );
    expect(phasesOf(report)).toEqual(['weights_load 0..9 x2']);
  });

  test('moves no end that is known, and ends nothing that never began', () => {
    const ended = toyReport(
      [
        [0, 'load of r0 begins'],
        [5, 'load of r0 ends'],
        [9, 'all is there'],
      ],
      profile,
    );
    expect(phasesOf(ended)).toEqual(['weights_load 0..5']);
    expect(phasesOf(toyReport([[9, 'all is there']], profile))).toEqual([]);
  });
});

describe('apart', () => {
  const profile = toyWith([
    { line: 'model begins', begin: 'weights_load', apart: true },
    { line: 'model ends', end: 'weights_load' },
  ]);

  test('a second time is told apart from the first', () => {
    const report = toyReport(
      [
        [0, 'model begins'],
        [4, 'model ends'],
        [10, 'model begins'],
        [11, 'model ends'],
      ],
      profile,
    );
    expect(phasesOf(report)).toEqual(['weights_load 0..4', 'weights_load 10..11']);
  });

  test('ranks that begin one after the other are of one time', () => {
    const report = toyReport(
      [
        [0, '(Worker_0 pid=1) model begins'],
        [1, '(Worker_1 pid=2) model begins'],
        [4, '(Worker_0 pid=1) model ends'],
        [5, '(Worker_1 pid=2) model ends'],
        [20, '(Worker_0 pid=1) model begins'],
        [21, '(Worker_1 pid=2) model begins'],
        [23, '(Worker_1 pid=2) model ends'],
        [24, '(Worker_0 pid=1) model ends'],
      ],
      profile,
    );
    expect(phasesOf(report)).toEqual(['weights_load 0..5 x2', 'weights_load 20..24 x2']);
  });
});

describe('instead and unless', () => {
  const profile = toyWith([
    { line: 'shard begins', closes: 'runtime_init', begin: 'runtime_init', apart: true },
    { line: 'imports done', closes: 'runtime_init', begin: 'weights_load' },
    { line: 'shard took {s} s', took: 'weights_load', unless: 'weights_load', instead: 'runtime_init' },
    { line: 'toy is up', closes: 'weights_load', ready: true },
  ]);

  test('where no line tells two phases apart, one has it all and the other is taken back', () => {
    const report = toyReport(
      [
        [0, 'hello'],
        [2, 'shard begins'],
        [9, 'shard took 7 s'],
        [10, 'toy is up'],
      ],
      profile,
    );
    expect(phasesOf(report)).toEqual(['runtime_init 0..2', 'weights_load 2..9']);
  });

  test('where a line does, it counts, and the printed duration of both does not', () => {
    const report = toyReport(
      [
        [0, 'hello'],
        [2, 'shard begins'],
        [5, 'imports done'],
        [9, 'shard took 7 s'],
        [10, 'toy is up'],
      ],
      profile,
    );
    expect(phasesOf(report)).toEqual(['runtime_init 0..5', 'weights_load 5..10']);
  });
});

describe('once', () => {
  test('the first line of each rank counts', () => {
    const profile = toyWith([
      { line: 'answer of {rank} took {ms} ms', took: 'weights_load', once: true },
      { line: 'toy is up', ready: true },
    ]);
    const report = toyReport(
      [
        [10, 'answer of w0 took 4000 ms'],
        [11, 'answer of w0 took 20 ms'],
        [12, 'answer of w1 took 5000 ms'],
        [13, 'answer of w1 took 30 ms'],
        [14, 'toy is up'],
      ],
      profile,
    );
    expect(phasesOf(report)).toEqual(['weights_load -4..2 x2']);
  });
});

describe('ready of a model', () => {
  const profile = toyWith(
    [
      { line: 'worker {rank} of {model} begins', begin: 'weights_load' },
      { line: 'worker {rank} of {model} answers', end: 'weights_load', ready: 'model' },
    ],
    { models: 'many' },
  );
  const lines: readonly (readonly [number, string])[] = [
    [0, 'worker 0 of a begins'],
    [0, 'worker 1 of a begins'],
    [1, 'worker 0 of b begins'],
    [3, 'worker 0 of a answers'],
    [4, 'worker 0 of b answers'],
    [7, 'worker 1 of a answers'],
  ];

  test('the server is ready when all workers of all models have answered', () => {
    const report = toyReport(lines, profile);
    expect(report).toMatchObject({ outcome: 'ready', total_s: 7 });
    expect(phasesOf(report)).toEqual(['a: weights_load 0..7 x2', 'b: weights_load 1..4']);
  });

  test('and not while one has not', () => {
    expect(toyReport(lines.slice(0, -1), profile).outcome).toBe('unfinished');
  });
});

describe('a server inside', () => {
  const inner: Profile = {
    ...TOY,
    server: 'inner',
    detect: { commands: [], lines: [] },
    rules: [
      { line: 'Starting {model}', begin: 'weights_load' },
      { line: 'Started {model} in {s} s', took: 'weights_load' },
      { line: 'serving', ready: true },
      { line: 'broken', fails: true },
    ],
  };
  const host = toyWith(
    [
      { line: 'host loads {model}', begin: 'weights_load' },
      { line: 'host has {model}', end: 'weights_load' },
      { line: 'host line: Started {w} in', begin: 'warmup' },
      { line: 'host is up', closes: 'warmup', ready: true },
    ],
    { models: 'many', within: ['inner'] },
  );
  const report = (lines: readonly (readonly [number, string])[]) => {
    const log = new SavedLog([host, inner], host);
    for (const [atS, text] of lines) {
      log.push(Buffer.from(`2026-01-01T00:00:${String(atS).padStart(2, '0')}Z ${text}\n`));
    }
    return log.end();
  };

  test('its model is none of those of the host, and it makes the host neither ready nor failed', () => {
    const told = report([
      [0, 'host loads chat'],
      [2, 'Starting /models/chat-v1'],
      [5, 'Started /models/chat-v1 in 3 s'],
      [6, 'serving'],
      [7, 'broken'],
      [8, 'host has chat'],
    ]);
    expect(told).toMatchObject({ outcome: 'unfinished', model: null, warnings: [] });
    expect(told && phasesOf(told)).toEqual(['chat: weights_load 0..8', 'weights_load 2..5']);
  });

  test('what the host knows is not read as a line of the one inside', () => {
    const told = report([
      [0, 'host loads chat'],
      [4, 'host has chat'],
      [5, 'host line: Started chat in 2 s'],
      [9, 'host is up'],
    ]);
    expect(told && phasesOf(told)).toEqual(['chat: weights_load 0..4', 'warmup 5..9']);
  });
});

test('what fails a model is told before the end of its phase, which alone would be a success', () => {
  const profile = toyWith(
    [
      { line: '{model} begins', begin: 'weights_load' },
      { line: '{model} broke: {cause}', end: 'weights_load', fails: true },
    ],
    { models: 'many' },
  );
  const reader = new LogReader(compileProfile(profile, new Map()));
  const read = (text: string) => reader.read({ text, lane: '' }, { atS: 0, exact: true });
  read('chat begins');
  expect(read('chat broke: no memory').map(({ type }) => type)).toEqual(['failed', 'end']);
});

test('every profile names servers inside it that exist', () => {
  const servers = ENGINES.map(({ server }) => server);
  for (const { within = [] } of ENGINES) {
    expect(servers).toEqual(expect.arrayContaining([...within]));
  }
});
