import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');
const OWN = ['conventions', 'timeline', 'sdk', 'cli'] as const;

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

let folder = '';
let files: readonly string[] = [];

const installed = (name: string): string => join(folder, 'node_modules', name);

/** Packs a workspace as `npm publish` would and unpacks it as an install would; returns its files. */
async function install(workspace: string): Promise<string[]> {
  const { stdout } = await run(
    'npm',
    ['pack', '--ignore-scripts', '--json', '--loglevel=error', '--pack-destination', folder],
    { cwd: join(ROOT, workspace) },
  );
  const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  const to = installed(`@coldstart/${workspace}`);
  mkdirSync(to, { recursive: true });
  await run('tar', ['xzf', join(folder, packed?.filename ?? ''), '-C', to, '--strip-components=1']);
  return packed?.files.map(({ path }) => path) ?? [];
}

/** The folder of a package, as a workspace sees it. */
function folderOf(name: string, workspace: string): string {
  const folders = createRequire(join(ROOT, workspace, 'package.json')).resolve.paths(name) ?? [];
  const found = folders
    .map((each) => join(each, name, 'package.json'))
    .find((each) => {
      try {
        return readFileSync(each).length > 0;
      } catch {
        return false;
      }
    });
  if (found === undefined) throw new Error(`${name} is not installed for ${workspace}`);
  return dirname(found);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coldstart-cli-package-'));
  for (const workspace of OWN) {
    files = await install(workspace);
    // Only what the manifest names, so that what it does not name is missed. What is optional is left out.
    const { dependencies = {} } = JSON.parse(
      readFileSync(join(ROOT, workspace, 'package.json'), 'utf8'),
    ) as Manifest;
    for (const name of [
      ...Object.keys(dependencies),
      ...(workspace === 'sdk' ? ['@opentelemetry/api'] : []),
    ]) {
      const to = installed(name);
      if (name.startsWith('@coldstart/')) continue;
      mkdirSync(dirname(to), { recursive: true });
      rmSync(to, { force: true });
      symlinkSync(folderOf(name, workspace), to);
    }
  }
}, 120_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function coldstart(args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [installed('@coldstart/cli/dist/main.js'), ...args],
    {
      cwd: folder,
      input,
      encoding: 'utf8',
      timeout: 30_000,
      env: { PATH: process.env['PATH'], HOME: folder },
    },
  );
  return { status, stdout, stderr };
}

describe('the packed command', () => {
  it('has the Python hook, and nothing of the tests', () => {
    expect(files).toContain('python/sitecustomize.py');
    expect(files.filter((file) => /\.pyc$|__pycache__|\.test\.|^src\/|^test\//.test(file))).toEqual([]);
  });

  it('runs a server', () => {
    const log = 'INFO:     Application startup complete.';
    const args = [
      'run',
      '--metrics-port',
      '0',
      '--server',
      'vllm',
      '--',
      'sh',
      '-c',
      `echo "${log}"; exit 7`,
    ];
    const { status, stdout, stderr } = coldstart(args);
    expect(stdout).toBe(`${log}\n`);
    expect(stderr).toContain('coldstart: vLLM is ready');
    expect(status).toBe(7);
  });

  it('reads a log, with a profile of the user', () => {
    const profile = join(folder, 'profile.yaml');
    writeFileSync(
      profile,
      'server: wren\ndetect:\n  lines: [wren awakes]\nrules:\n  - { line: "wren sings", ready: true }\n',
    );
    const log = '2026-01-02T00:00:01Z wren awakes\n2026-01-02T00:00:05Z wren sings\n';
    const { stdout, status } = coldstart(['analyze', '--profile', profile, '--json', '-'], log);
    expect(JSON.parse(stdout)).toMatchObject({ server: 'wren', outcome: 'ready', total_s: 4 });
    expect(status).toBe(0);
  });

  it('says what it can do', () => {
    expect(coldstart(['--help']).stdout).toMatch(/run .*\n.*analyze /);
  });
});
