import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StartUpReport } from '../../src/log/index.js';

const MAIN = path.resolve(import.meta.dirname, '../../dist/main.js');

let folder = '';
beforeAll(() => {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing. Build it: npm run build`);
  folder = mkdtempSync(path.join(tmpdir(), 'coldstart-analyze-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param feed what is written to its standard input; it is closed after that */
function analyze(
  args: readonly string[],
  { env = {}, feed, node = [] }: { env?: NodeJS.ProcessEnv; feed?: Iterable<string>; node?: string[] } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...node, MAIN, 'analyze', ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C.UTF-8', NO_COLOR: '', ...env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('exit', (code) => {
      resolve({ code, stdout, stderr });
    });
    // It may have read enough before all is written.
    child.stdin.on('error', () => undefined);
    const pieces = (feed ?? [])[Symbol.iterator]();
    const write = (): void => {
      for (let next = pieces.next(); next.done !== true; next = pieces.next()) {
        if (!child.stdin.write(next.value)) {
          child.stdin.once('drain', write);
          return;
        }
      }
      child.stdin.end();
    };
    write();
  });
}

const LOG = [
  'INFO 06-02 09:00:00 [api_server.py:1043] vLLM API server version 0.9.2',
  '(EngineCore_0 pid=71) INFO 06-02 09:00:12 [gpu_model_runner.py:1595] Starting to load model acme/tiny-llama...',
  '(EngineCore_0 pid=71) INFO 06-02 09:00:20 [default_loader.py:262] Loading weights took 6.25 seconds',
  '(EngineCore_0 pid=71) INFO 06-02 09:00:21 [gpu_model_runner.py:1624] Model loading took 14.9889 GiB and 8.500000 seconds',
  '(EngineCore_0 pid=71) INFO 06-02 09:00:40 [gpu_model_runner.py:2048] Graph capturing finished in 15 secs, took 0.54 GiB',
  'INFO:     Application startup complete.',
  '',
].join('\n');

function file(name: string, text = LOG): string {
  const place = path.join(folder, name);
  writeFileSync(place, text);
  return place;
}

describe('coldstart analyze', () => {
  test('--help names the flags and the servers', async () => {
    const { code, stdout } = await analyze(['--help']);
    expect(code).toBe(0);
    for (const word of ['--server', '--profile', '--json', '--width', '--no-color', 'vllm', 'Exit code 2'])
      expect(stdout).toContain(word);
  });

  test('shows a page', async () => {
    const { code, stdout, stderr } = await analyze([file('one.log')]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^vLLM 0\.9\.2 · acme\/tiny-llama · .*one\.log\nReady after 40\.0 s\.\n/);
    expect(stdout).toMatch(/^Weights load .*8\.50 s +21 %/m);
    expect(stdout).toMatch(/^ {2}Weights read .*6\.25 s/m);
    expect(stdout).not.toContain('\u001b');
  });

  test('--json prints one object, from standard input too', async () => {
    const { code, stdout } = await analyze(['-', '--json'], { feed: [LOG] });
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as StartUpReport;
    expect(Object.keys(report)).toEqual([
      'server',
      'version',
      'model',
      'outcome',
      'total_s',
      'phases',
      'unattributed_s',
      'clock',
      'warnings',
    ]);
    expect(report).toMatchObject({
      server: 'vllm',
      version: '0.9.2',
      model: 'acme/tiny-llama',
      outcome: 'ready',
      total_s: 40,
      clock: 'line',
    });
    expect(report.phases.find(({ phase }) => phase === 'weights_load')).toMatchObject({
      start_s: 12.5,
      end_s: 21,
      duration_s: 8.5,
      printed_s: 8.5,
    });
  });

  test('of several logs each is shown; one that cannot be read is named, and the exit code is 2', async () => {
    const missing = path.join(folder, 'missing.log');
    const { code, stdout, stderr } = await analyze(['--json', file('a.log'), missing, file('b.log')]);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as StartUpReport).server),
    ).toEqual(['vllm', 'vllm']);
    expect(stderr).toBe(`coldstart: ${missing} cannot be read: there is no such file.\n`);
    expect(code).toBe(2);
  });

  test('text of no server: what was tried, exit code 2', async () => {
    const { code, stdout, stderr } = await analyze([file('letter.txt', 'Dear reader,\nthis is a letter.\n')]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/letter\.txt is of no server that is known: 2 lines read, none written by .*vllm/);
    expect(stderr).toContain('No profile knows any of the lines.');
  });

  test('text of no server that looks like one’s: which one', async () => {
    const { stderr } = await analyze([file('part.log', 'x\nLoading weights took 2.5 seconds\n')]);
    expect(stderr).toMatch(
      /comes nearest: one line looks like its own \("Loading weights took 2\.5 seconds"\); --server \S+ reads it so/,
    );
  });

  test('--server reads a log as one of that server', async () => {
    const { code, stdout } = await analyze([
      '--server',
      'vllm',
      '--json',
      file('part.log', 'x\nLoading weights took 2.5 seconds\n'),
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      server: 'vllm',
      outcome: 'unfinished',
      clock: 'printed',
      total_s: 2.5,
    });
  });

  test('--server of a log that is another’s says that no line tells of it', async () => {
    const { stdout } = await analyze(['--server', 'vllm', '--json', file('letter.txt', 'Dear reader,\n')]);
    expect((JSON.parse(stdout) as StartUpReport).warnings.join()).toMatch(
      /no line tells of the start of vLLM/,
    );
  });

  test.each([
    [[], /takes the file of a log, or - for standard input/],
    [['--server', 'vlm', 'x'], /--server takes auto or one of .*vllm.*, not "vlm"/],
    [['--width', '39', 'x'], /--width takes a whole number from 40 to 200, not "39"/],
    [['--width', '1e2', 'x'], /not "1e2"/],
    [['--jsn', 'x'], /Unknown option '--jsn'/],
  ])('%j is refused in words, exit code 2', async (args, message) => {
    const { code, stderr } = await analyze(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  const PROFILE = [
    'server: acme',
    'title: Acme',
    'detect: { commands: [acme], lines: ["acme {version} starts"] }',
    'rules:',
    '  - line: acme {version} starts',
    '  - { line: "weights in after {s} s", took: weights_load }',
    '  - { line: "acme is up", ready: true }',
    '',
  ].join('\n');
  const ACME =
    '2026-06-02T09:00:00Z acme 7 starts\n2026-06-02T09:00:05Z weights in after 3.5 s\n2026-06-02T09:00:06Z acme is up\n';

  test('--profile adds a server', async () => {
    const args = ['--profile', file('acme.yaml', PROFILE), '--json', file('acme.log', ACME)];
    const { code, stdout, stderr } = await analyze(args);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ server: 'acme', version: '7', outcome: 'ready', total_s: 6 });
  });

  test('what is wrong with a profile is said with its line, and the rest goes on', async () => {
    const wrong = file('wrong.yaml', PROFILE.replace('weights_load', 'weights_lode'));
    const { code, stdout, stderr } = await analyze(['--profile', wrong, '--json', file('one.log')]);
    expect(stderr).toMatch(/wrong\.yaml:6: .*weights_lode/);
    expect(JSON.parse(stdout)).toMatchObject({ server: 'vllm', outcome: 'ready' });
    expect(code).toBe(2);
  });

  test('--width is kept, and a locale without UTF-8 gets ASCII', async () => {
    const { stdout } = await analyze(['--width', '60', file('one.log')], { env: { LC_ALL: 'POSIX' } });
    expect(stdout).toMatch(/^[\n -~]*$/);
    expect(stdout).toMatch(/^Runtime init +#+/m);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  });

  test('a name in the log tells the terminal nothing', async () => {
    const hostile = LOG.replace('acme/tiny-llama', 'a\u001b]0;owned\u0007\u009b2Jb\u202e');
    const page = await analyze([file('hostile.log', hostile)]);
    // eslint-disable-next-line no-control-regex
    expect(page.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    const json = await analyze(['--json', file('hostile.log', hostile)]);
    // eslint-disable-next-line no-control-regex
    expect(json.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  test('a log that is much larger than the memory it may use is read to its end', async () => {
    const line = `INFO 06-02 09:00:30 [worker.py:1] ${'something that nobody asked for, '.repeat(20)}\n`;
    const megabyte = line.repeat(Math.ceil(2 ** 20 / line.length));
    const [first = '', ...others] = LOG.split('\n').slice(0, -2);
    function* feed() {
      yield `${first}\n`;
      for (let i = 0; i < 150; i++) yield megabyte;
      yield `${others.join('\n')}\nINFO:     Application startup complete.\n`;
    }
    const { code, stdout, stderr } = await analyze(['--json', '-'], {
      feed: feed(),
      node: ['--max-old-space-size=40'],
    });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'ready', total_s: 40 });
  });

  test('a reader that has seen enough is no error', async () => {
    const place = file('one.log');
    const ended = await new Promise<Ended>((resolve) => {
      const child = spawn(process.execPath, [MAIN, 'analyze', ...Array.from({ length: 40 }, () => place)], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let stderr = '';
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      child.stdout.once('data', () => child.stdout.destroy());
      child.on('exit', (code) => {
        resolve({ code, stdout: '', stderr });
      });
    });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
  });
});
