import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const SDK = fileURLToPath(new URL('..', import.meta.url));
const ROOT = dirname(realpathSync(SDK));

interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
const manifest = manifestOf(SDK);

/** Entries with code, and the file of each. */
const ENTRIES = Object.entries(manifest.exports ?? {}).flatMap(([path, target]) =>
  typeof target === 'string' ? [] : [{ specifier: join(manifest.name, path), file: target.default }],
);

/** What the package brings along, and what each is for. */
const PRODUCTION: Readonly<Record<string, string>> = {
  '@coldstart/conventions': 'names of phases, marks, metrics and attributes',
  '@opentelemetry/api': 'the diag logger and the providers of the host; a peer, so that there is one',
  '@opentelemetry/core': 'shared parts of the OpenTelemetry packages below',
  '@opentelemetry/exporter-logs-otlp-http': 'pushes the record of a load that was abandoned',
  '@opentelemetry/exporter-metrics-otlp-http': 'pushes metrics',
  '@opentelemetry/exporter-trace-otlp-http': 'pushes spans',
  '@opentelemetry/instrumentation': 'finds the model libraries when they are imported',
  '@opentelemetry/otlp-exporter-base': 'HTTP, retries and timeouts of the exporters',
  '@opentelemetry/otlp-transformer': 'writes OTLP',
  '@opentelemetry/resources': 'the resource that signals carry',
  '@opentelemetry/sdk-logs': 'makes log records in the worker',
  '@opentelemetry/sdk-metrics': 'collects metrics in the worker',
  '@opentelemetry/sdk-trace': 'makes spans in the worker',
  '@opentelemetry/semantic-conventions': 'names that OpenTelemetry uses itself',
  'cjs-module-lexer': 'reads the exports of CommonJS modules for import-in-the-middle',
  debug: 'a logger of require-in-the-middle',
  'es-module-lexer': 'reads the exports of ES modules for import-in-the-middle',
  'import-in-the-middle': 'hooks into ES modules',
  koffi: 'calls NVML without a compiler; optional',
  'module-details-from-path': 'tells which package a file belongs to, for both hooks',
  ms: 'part of debug',
  'require-in-the-middle': 'hooks into CommonJS modules',
};

/** What types may come from: a library that is instrumented is not installed where another one is used. */
const TYPES_FROM = /^(\.{1,2}\/|node:|@coldstart\/conventions$|@opentelemetry\/)/;

let folder = '';
const installed = (name: string) => join(folder, 'node_modules', name);

/** Packs a workspace as `npm publish` would and unpacks it as an install would; returns its files. */
async function install(workspace: string, name: string): Promise<string[]> {
  const { stdout } = await run(
    'npm',
    ['pack', '--ignore-scripts', '--json', '--loglevel=error', '--pack-destination', folder],
    { cwd: workspace },
  );
  const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  if (packed === undefined) {
    throw new Error(`npm packed nothing of ${workspace}`);
  }
  mkdirSync(installed(name), { recursive: true });
  await run('tar', ['xzf', join(folder, packed.filename), '-C', installed(name), '--strip-components=1']);
  return packed.files.map(({ path }) => path);
}

/** Where Node finds a package from a folder. */
function resolvePackage(name: string, from: string): string {
  for (let at = from; ; at = dirname(at)) {
    const candidate = join(at, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) {
      return realpathSync(candidate);
    }
    if (at === dirname(at)) {
      throw new Error(`${name} is not installed for ${from}`);
    }
  }
}

function link(name: string, from: string): void {
  mkdirSync(dirname(installed(name)), { recursive: true });
  symlinkSync(resolvePackage(name, from), installed(name));
}

let files: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coldstart-package-'));
  files = await install(SDK, '@coldstart/sdk');
  await install(join(ROOT, 'conventions'), '@coldstart/conventions');
  // Only what the manifest names, so that what it does not name is missed. What is optional is left out.
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    if (name !== '@coldstart/conventions') {
      link(name, SDK);
    }
  }
  link('@types/node', ROOT);
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs code beside the installed package, and fails where it does not end by itself. */
async function runCode(name: string, code: string): Promise<string> {
  const file = join(folder, name);
  writeFileSync(file, code);
  const { stdout } = await run(process.execPath, [file], {
    cwd: folder,
    timeout: 15_000,
    env: {
      ...process.env,
      COLDSTART_METRICS_PORT: '0',
      COLDSTART_JOURNAL_DIR: join(folder, 'journal'),
      NODE_OPTIONS: '',
    },
  });
  return stdout.trim();
}

describe('the tarball', () => {
  it('holds what is built, a README and a licence', () => {
    const unexpected = files.filter(
      (file) =>
        !/^dist\/(bundle\/[\w-]+\.c?js|.+\.d\.ts)$/.test(file) &&
        !/^(package\.json|README\.md|LICENSE|examples\/.+\.(md|mjs|cjs))$/.test(file),
    );
    expect(unexpected).toEqual([]);
    expect(files).toContain('README.md');
  });

  it('holds nothing whose source is gone', () => {
    const orphans = files
      .filter((file) => file.endsWith('.d.ts'))
      .filter((file) => !existsSync(join(SDK, file.replace(/^dist/, 'src').replace(/\.d\.ts$/, '.ts'))));
    expect(orphans).toEqual([]);
  });

  it('has types that every way of importing finds, says attw', async () => {
    const tarball = readdirSync(folder).find((name) => name.startsWith('coldstart-sdk-')) ?? '';
    // esm-only: CommonJS comes in by require(esm), which attw does not know and a test below does.
    const args = [join(folder, tarball), '--profile', 'esm-only', '--no-color', '--no-emoji'];
    const answer = await run(join(ROOT, 'node_modules/.bin/attw'), args).catch((error: unknown) => error);
    expect(answer).not.toBeInstanceOf(Error);
  }, 60_000);
});

describe.each(ENTRIES)('$specifier', ({ specifier }) => {
  it('is imported, and required from CommonJS, and lets the process end', async () => {
    const imported = await runCode(
      'import.mjs',
      `const it = await import('${specifier}'); console.log(Object.keys(it).sort().join());`,
    );
    // What waits at its top level for something cannot be required; nobody does so with a preload.
    if (specifier !== '@coldstart/sdk/register') {
      const required = await runCode(
        'require.cjs',
        `const it = require('${specifier}'); console.log(Object.keys(it).filter((key) => key !== '__esModule').sort().join());`,
      );
      expect(required).toBe(imported);
    }
  }, 40_000);
});

it('says nothing of an instrumented library in its types', () => {
  const foreign = files
    .filter((file) => file.endsWith('.d.ts'))
    .flatMap((file) =>
      ts
        .preProcessFile(readFileSync(join(installed('@coldstart/sdk'), file), 'utf8'), true, true)
        .importedFiles.map(({ fileName }) => fileName)
        .filter((name) => !TYPES_FROM.test(name))
        .map((name) => `${file} imports ${name}`),
    );
  expect(foreign).toEqual([]);
});

it.each([
  ['NodeNext', ts.ModuleKind.NodeNext, ts.ModuleResolutionKind.NodeNext],
  ['Bundler', ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler],
])(
  'compiles in a strict project under %s',
  (_name, module, moduleResolution) => {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    cpSync(join(SDK, 'test/fixtures/package/consumer.ts'), join(folder, 'consumer.ts'));
    writeFileSync(
      join(folder, 'all.ts'),
      ENTRIES.map(({ specifier }, index) => `export * as e${index} from '${specifier}';`).join('\n'),
    );
    const program = ts.createProgram([join(folder, 'consumer.ts'), join(folder, 'all.ts')], {
      module,
      moduleResolution,
      target: ts.ScriptTarget.ES2023,
      lib: ['lib.es2024.d.ts'],
      types: ['node'],
      typeRoots: [join(folder, 'node_modules/@types')],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      verbatimModuleSyntax: true,
      isolatedModules: true,
      skipLibCheck: false,
      noEmit: true,
    });
    // Without skipLibCheck the libraries below are checked too; what they get wrong is theirs.
    const problems = ts
      .getPreEmitDiagnostics(program)
      .filter(({ file }) => file === undefined || !/node_modules\/(?!@coldstart\/)/.test(file.fileName))
      .map(
        ({ file, messageText }) =>
          `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
      );
    expect(problems).toEqual([]);
  },
  60_000,
);

it('brings along what the list says, and nothing else', () => {
  const found = new Set<string>();
  const walk = (at: string, names: readonly string[]): void => {
    for (const name of names) {
      if (!found.has(name)) {
        found.add(name);
        const next = resolvePackage(name, at);
        walk(next, Object.keys(manifestOf(next).dependencies ?? {}));
      }
    }
  };
  const { dependencies, optionalDependencies, peerDependencies } = manifest;
  walk(SDK, Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }));
  expect([...found].sort()).toEqual(Object.keys(PRODUCTION).sort());
});
