import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENGINES, readProfiles, SavedLog } from '../../../src/log/index.js';
import type { Profile, StartUpReport } from '../../../src/log/index.js';
import { HOLES } from '../../../src/log/pattern/index.js';

const page = readFileSync(new URL('../../../../docs/profiles.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = '']) => yaml);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'coldstart-profiles-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** What is wrong with a file, without its name. */
async function problemsOf(text: string): Promise<string[]> {
  const path = fileOf('wrong.yaml', text);
  const { profiles, problems } = await readProfiles([path], ENGINES);
  expect(profiles).toEqual(ENGINES);
  return problems.map((problem) => problem.replace(path, ''));
}

function reportOf(profiles: readonly Profile[], lines: readonly string[]): StartUpReport | null {
  const log = new SavedLog(profiles, null);
  log.push(Buffer.from(lines.join('\n')));
  return log.end();
}

const VALID = 'server: toy\ndetect: { lines: [toy server] }\nrules:\n';

describe('the page', () => {
  it('has a profile of its own that reads a log', async () => {
    const { profiles, problems } = await readProfiles([fileOf('acme.yaml', examples[0] ?? '')], ENGINES);
    expect(problems).toEqual([]);
    expect(profiles).toHaveLength(ENGINES.length + 1);
    const report = reportOf(profiles, [
      '2026-11-01T08:00:00Z acme serve 2.3 on port 8080',
      '2026-11-01T08:00:02Z pulling otter from bucket',
      '2026-11-01T08:00:12Z pull finished',
      '2026-11-01T08:00:16Z shards: 50% 1/2 [00:02<00:02]',
      '2026-11-01T08:00:18Z shards: 100% 2/2 [00:04<00:00]',
      '2026-11-01T08:00:19Z worker 0: model in memory after 15 s',
      '2026-11-01T08:00:20Z worker 1: model in memory after 18 s',
      '2026-11-01T08:00:21Z autotune took 500 ms',
      '2026-11-01T08:00:22Z accepting requests',
    ]);
    expect(report).toMatchObject({ server: 'acme', version: '2.3', outcome: 'ready', total_s: 22 });
    expect(report?.phases.map(({ phase, start_s, end_s }) => [phase, start_s, end_s])).toEqual([
      ['runtime_init', 0, 2],
      ['weights_load', 2, 20],
      ['weights_fetch', 2, 12],
      ['weights_read', 14, 18],
      ['compile', 20.5, 21],
    ]);
    expect(reportOf(profiles, ['acme serve 2.3 on port 1', 'fatal: no disk'])).toMatchObject({
      outcome: 'failed',
      warnings: [expect.stringContaining('no disk')],
    });
  });

  it('has one that extends a known server', async () => {
    const { profiles, problems } = await readProfiles([fileOf('vllm.yaml', examples[1] ?? '')], ENGINES);
    expect(problems).toEqual([]);
    expect(profiles.map(({ server }) => server)).toEqual(ENGINES.map(({ server }) => server));
    const [before, after] = [ENGINES, profiles].map((all) => all.find(({ server }) => server === 'vllm'));
    expect(after?.versions).toBe('our build of 0.30');
    expect(after?.title).toBe(before?.title);
    const dropped = before?.rules.filter(({ line }) => line.includes('Application startup complete.')) ?? [];
    expect(dropped.length).toBeGreaterThan(0);
    expect(after?.rules).toHaveLength((before?.rules.length ?? 0) - dropped.length + 1);
    expect(after?.rules[0]?.took).toBe('weights_read');
  });

  it('tells of every field and of every hole', async () => {
    const problems = await problemsOf(
      `x: 1\n${VALID}  - { line: toy is up, x: 1 }\nhealth: { x: 1, kind: tcp, port: 1 }\nmodelFrom: { x: 1 }`,
    );
    const known = problems.flatMap((problem) => problem.split('there are ')[1]?.split(', ') ?? []);
    expect(known.length).toBeGreaterThan(40);
    for (const name of [...known, ...Object.keys(HOLES).map((hole) => `{${hole}}`)]) {
      expect(page).toContain(`\`${name}\``);
    }
  });
});

describe('a file', () => {
  it('may be JSON', async () => {
    const json = '{\n\t"server": "toy",\n\t"detect": { "commands": ["toy"] },\n\t"rules": []\n}\n';
    const { profiles, problems } = await readProfiles([fileOf('toy.json', json)], ENGINES);
    expect(problems).toEqual([]);
    expect(profiles[0]).toMatchObject({ server: 'toy', title: 'toy', models: 'one', loads: 'once' });
  });

  it('may hold several profiles, of which a bad one spoils no other', async () => {
    const two = fileOf(
      'two.yaml',
      `${VALID}  - line: up\n---\n${VALID.replace('toy', 'top')}  - line: top is up\n`,
    );
    const { profiles, problems } = await readProfiles([two], ENGINES);
    expect(profiles.map(({ server }) => server)).toEqual(['top', ...ENGINES.map(({ server }) => server)]);
    expect(problems).toEqual([expect.stringContaining('two.yaml:4: rules[0].line: the pattern "up" needs')]);
  });

  it('may extend a profile of a file before it', async () => {
    const first = fileOf('first.yaml', `${VALID}  - { line: toy is up, ready: true }\n`);
    const second = fileOf('second.yaml', 'extends: toy\nserver: doll\ndetect: { commands: [doll] }\n');
    const { profiles, problems } = await readProfiles([first, second], []);
    expect(problems).toEqual([]);
    expect(profiles).toMatchObject([
      { server: 'doll', detect: { commands: ['doll'], lines: [] }, rules: [{ line: 'toy is up' }] },
      { server: 'toy' },
    ]);
  });

  it('that is not there, is none, or is empty, is named', async () => {
    const { profiles, problems } = await readProfiles(
      [join(folder, 'absent.yaml'), folder, fileOf('empty.yaml', '# nothing\n')],
      ENGINES,
    );
    expect(profiles).toEqual(ENGINES);
    expect(problems).toEqual([
      expect.stringMatching(/absent\.yaml: .*no such file/),
      `${folder}: is no file`,
      expect.stringMatching(/empty\.yaml: holds no profile$/),
    ]);
  });
});

describe('what is wrong', () => {
  it.each([
    ['a field', `${VALID}  - line: toy is up\ncolour: red`, ':5: the profile has an unknown field colour'],
    [
      'a field of a rule',
      `${VALID}  - line: toy is up\n    tok: compile`,
      ':5: rules[0] has an unknown field tok',
    ],
    [
      'a phase',
      `${VALID}  - line: 'toy, {s} s'\n    took: weight_load`,
      ':5: rules[0].took: "weight_load" is no phase',
    ],
    [
      'a hole',
      `${VALID}  - line: 'toy in {sec} s'`,
      ':4: rules[0].line: the pattern "toy in {sec} s" has an unknown hole {sec}',
    ],
    ['a type', `${VALID}  - line: 7`, ':4: rules[0].line is to be a text, not 7'],
    [
      'a flag',
      `${VALID}  - line: toy is up\n    ready: yes`,
      ':5: rules[0].ready is to be true or model, not "yes"',
    ],
    [
      'no duration',
      `${VALID}  - line: toy took long\n    took: compile`,
      ':4: rules[0]: with took, the line "toy took long" needs {s}',
    ],
    [
      'a bar without steps',
      `${VALID}  - { line: 'toy {dur}', bar: compile }`,
      ':4: rules[0]: with bar, the line "toy {dur}" needs {of}',
    ],
    ['a missing line', `${VALID}  - ready: true`, ':4: rules[0] has no line'],
    ['no server', 'detect: { lines: [toy server] }\nrules: []', ':1: the profile has no server'],
    ['no rules', 'server: toy\ndetect: { lines: [toy server] }', ':1: the profile has no rules'],
    ['nothing to know it by', 'server: toy\nrules: []', ':1: detect has no commands and no lines'],
    ['an unknown base', 'extends: vlm', ':1: extends: there is no profile vlm'],
    [
      'a line that is not there',
      'extends: vllm\nwithout: [nothing]',
      ':1: without: vllm has no rule with the line "nothing"',
    ],
    [
      'a stranger within',
      `${VALID}  - line: toy is up\nwithin: [vlm]`,
      ':1: within: there is no profile vlm',
    ],
    [
      'a reason for no phase',
      `${VALID}  - line: toy is up\nnotObservable: { boot: 'no line' }`,
      ':5: notObservable has an unknown phase boot',
    ],
    ['a list', '- server: toy', ':1: the profile is to have fields, not a list'],
    ['an alias', `${VALID}  - &up { line: toy is up }\n  - *up`, ':5: aliases such as *up are not taken'],
    ['a field twice', 'server: toy\nserver: doll', ':2: Map keys must be unique'],
    ['no YAML', 'server: [toy', ':1: '],
  ])('%s is told with its line', async (_, text, reason) => {
    const problems = await problemsOf(text);
    expect(problems[0]).toContain(reason);
  });

  it('never throws, whatever the file holds', async () => {
    const words = fc.constantFrom(
      'server',
      'rules',
      'line',
      'took',
      'extends',
      ': ',
      '- ',
      '\n',
      '  ',
      '{',
      ']',
      "'",
      '---\n',
      'vllm',
    );
    const yaml = fc.array(fc.oneof(words, fc.string()), { maxLength: 40 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(fc.oneof(yaml, fc.json()), async (content) => {
        const { profiles, problems } = await readProfiles([fileOf('any.yaml', content)], ENGINES);
        expect(profiles.length).toBeGreaterThanOrEqual(ENGINES.length);
        expect(problems.every((problem) => problem.startsWith(join(folder, 'any.yaml')))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('is told all at once', async () => {
    expect(await problemsOf(`${VALID}  - line: up\n  - line: 5\nx: 1`)).toHaveLength(3);
  });
});
