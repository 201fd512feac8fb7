import { describe, expect, test } from 'vitest';
import type { Profile, Rule } from '../../../src/log/index.js';
import { sumOfPieces } from '../../../src/log/report/pieces.js';
import { TOY, toyReport } from './toy.js';

function phasesOf(rules: readonly Rule[], lines: Parameters<typeof toyReport>[0]): string[] {
  const profile: Profile = { ...TOY, rules: [...rules, { line: 'toy is up', ready: true }], always: [] };
  return toyReport([[0, 'Toy server 1.0 starts'], ...lines], profile).phases.map(
    ({ phase, step, start_s, end_s, printed_s }) =>
      `${phase}${step === undefined ? '' : ` (${step})`} ${start_s}..${end_s}` +
      (printed_s === undefined ? '' : `, ${printed_s} s printed`),
  );
}

describe('a phase that no line begins', () => {
  const RULES: Rule[] = [
    { line: 'loaded', next: 'cache_alloc' },
    { line: 'compiled', next: 'cache_alloc' },
    { line: 'blocks: {#}', end: 'cache_alloc' },
  ];

  test('began with the last line that it comes after, also where that comes late', () => {
    const lines = [
      [5, 'loaded'],
      [9, 'compiled'],
      [12, 'blocks: 7'],
      [20, 'toy is up'],
    ] as const;
    expect(phasesOf(RULES, lines)).toContain('cache_alloc 9..12');
    const late = [lines[0], lines[2], lines[1], lines[3]];
    expect(phasesOf(RULES, late)).toContain('cache_alloc 9..12');
  });

  test('is not told where no such line is, or only one that comes after it', () => {
    expect(phasesOf(RULES, [[12, 'blocks: 7']])).toEqual(['runtime_init 0..12']);
    expect(
      phasesOf(RULES, [
        [12, 'blocks: 7'],
        [15, 'compiled'],
      ]).join(),
    ).not.toContain('cache_alloc');
  });

  test('ends the opening phase where it began', () => {
    expect(
      phasesOf(RULES, [
        [5, 'loaded'],
        [8, 'blocks: 7'],
      ]),
    ).toEqual(['runtime_init 0..5', 'cache_alloc 5..8']);
  });
});

describe('pieces that a line sums up', () => {
  const RULES: Rule[] = [
    { line: 'traced in {s} s', took: 'compile', printed: 'part' },
    { line: 'built in {s} s', took: 'compile', printed: 'part' },
    { line: 'compiled in {s} s in all', took: 'compile', printed: 'sum' },
  ];

  test('ended with the last of them, not with the line', () => {
    expect(
      phasesOf(RULES, [
        [10, 'traced in 4 s'],
        [16, 'built in 6 s'],
        [30, 'compiled in 10 s in all'],
      ]),
    ).toContain('compile 6..16, 10 s printed');
  });

  test('last from the first on where some are not known', () => {
    expect(
      phasesOf(RULES, [
        [10, 'traced in 4 s'],
        [30, 'compiled in 10 s in all'],
      ]),
    ).toContain('compile 6..16, 10 s printed');
  });

  test('ended with the line where none is known', () => {
    expect(phasesOf(RULES, [[30, 'compiled in 10 s in all']])).toContain('compile 20..30, 10 s printed');
  });

  test('are added up where no line does', () => {
    expect(
      phasesOf(RULES, [
        [10, 'traced in 4 s'],
        [16, 'built in 6 s'],
      ]),
    ).toContain('compile 6..16, 10 s printed');
  });
});

test('what is printed twice of a phase adds up, and nobody warns of what lies between', () => {
  const report = toyReport([
    [0, 'Toy server 1.0 starts'],
    [10, 'load took 4 seconds'],
    [30, 'load took 5 seconds'],
    [31, 'toy is up'],
  ]);
  expect(report.phases[1]).toMatchObject({ phase: 'weights_load', start_s: 6, end_s: 30, printed_s: 9 });
  expect(report.warnings).toEqual([]);
});

test.each([
  [[], { count: 0, sumS: 0 }],
  [[[0, 4]], { count: 1, sumS: 4 }],
  [
    [
      [0, 4],
      [1, 6],
    ],
    { count: 1, sumS: 5 },
  ],
  [
    [
      [10, 12],
      [0, 4],
    ],
    { count: 2, sumS: 6 },
  ],
] as const)('pieces %j make %j', (pieces, sum) => {
  expect(sumOfPieces(pieces.map(([startS, endS]) => ({ startS, endS })))).toEqual(sum);
});

test('steps of a phase are told apart', () => {
  expect(
    phasesOf(
      [
        { line: 'first run took {s} s', took: 'warmup', step: 'first run' },
        { line: 'template took {s} s', took: 'warmup', step: 'template' },
      ],
      [
        [10, 'first run took 3 s'],
        [50, 'template took 1 s'],
      ],
    ),
  ).toEqual([
    'runtime_init 0..7',
    'warmup (first run) 7..10, 3 s printed',
    'warmup (template) 49..50, 1 s printed',
  ]);
});

test('bars without stamps that ran beside each other end no later than the next stamp', () => {
  expect(
    phasesOf(
      [
        { line: '{bar}.bin: {pct}%| [{dur}<', bar: 'weights_fetch' },
        { line: 'loaded', end: 'weights_load', begin: 'compile' },
      ],
      [
        [2, 'Toy server 1.0 starts'],
        [null, 'a.bin: 100%| [00:30<'],
        [null, 'b.bin: 100%| [00:29<'],
        [35, 'loaded'],
      ],
    ),
  ).toContain('weights_fetch 2..35');
});

describe('a failure', () => {
  const RULES: Rule[] = [
    { line: 'the engine fell', fails: true },
    { line: '{w}Error: {*}', fails: 'why' },
  ];
  const cause = (lines: readonly string[]): string | undefined => {
    const profile: Profile = { ...TOY, rules: RULES };
    const told = [[0, 'Toy server 1.0 starts'] as const, ...lines.map((line) => [1, line] as const)];
    return toyReport(told, profile).warnings.find((warning) => warning.startsWith('it says'));
  };

  test('is told by the reason after it, else by that before it, else by itself', () => {
    expect(
      cause(['OldError: before', 'the engine fell', 'ERROR core] MemoryError: full', 'EndError: it fell']),
    ).toBe('it says: MemoryError: full');
    expect(cause(['FileError: none there', 'the engine fell'])).toBe('it says: FileError: none there');
    expect(cause(['so the engine fell today'])).toBe('it says: the engine fell today');
  });

  test('is none where there is only a reason', () => {
    expect(cause(['OldError: survived'])).toBeUndefined();
  });

  test('is not its own reason', () => {
    expect(cause(['FileError: none there', 'EngineError: the engine fell'])).toBe(
      'it says: FileError: none there',
    );
  });
});

test('a duration too short to prove anything is passed over', () => {
  const rules: Rule[] = [{ line: 'workspace took {s} s', took: 'weights_fetch', leastS: 2 }];
  expect(phasesOf(rules, [[9, 'workspace took 1.9 s']]).join()).not.toContain('weights_fetch');
  expect(phasesOf(rules, [[9, 'workspace took 2 s']])).toContain('weights_fetch 7..9, 2 s printed');
});
