import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const RECIPE = fileURLToPath(new URL('../../collector', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/coldstart', import.meta.url));
const FILES = ['builder.yaml', 'go.mod', 'go.sum'] as const;

/** A build from nothing takes about two minutes on two cores. */
const STEP_TIMEOUT_MS = 300_000;

/** Path of the program, or why this machine cannot have one. */
export type Built = { readonly program: string } | { readonly missing: string };

/**
 * Builds the OpenTelemetry Collector that `test/collector/builder.yaml` describes, once for each version of its recipe.
 * The official builder writes the program; Go compiles it with the modules of our `go.mod`, whose sums are checked.
 * The builder's own `go mod tidy` would fetch the tests of every module too: 1.8 GB, some of which no proxy has.
 *
 * @throws Error when all modules are there and it still does not compile
 */
export async function buildCollector(): Promise<Built> {
  const recipe = FILES.map((file) => readFileSync(join(RECIPE, file)));
  const hash = createHash('sha256').update(Buffer.concat(recipe)).digest('hex').slice(0, 16);
  const program = join(CACHE, `collector-${hash}`);
  if (existsSync(program)) {
    return { program };
  }
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'collector-build-'));
  try {
    cpSync(join(RECIPE, 'builder.yaml'), join(folder, 'builder.yaml'));
    const problem = await fetched(folder);
    if (problem !== null) {
      return { missing: problem };
    }
    const flags = ['-trimpath', '-buildvcs=false', '-ldflags=-s -w'];
    await go(join(folder, 'out'), ['build', ...flags, '-o', '../collector', '.'], { GOPROXY: 'off' });
    renameSync(join(folder, 'collector'), program);
    return { program };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes the program's source and fetches its modules; says why that cannot be done here. */
async function fetched(folder: string): Promise<string | null> {
  const version = /^ *version: (\S+)/m.exec(readFileSync(join(folder, 'builder.yaml'), 'utf8'))?.[1] ?? '';
  const builder = `go.opentelemetry.io/collector/cmd/builder@v${version}`;
  const source = ['--config=builder.yaml', '--skip-get-modules', '--skip-compilation'];
  try {
    await go(folder, ['run', builder, ...source]);
    for (const file of ['go.mod', 'go.sum']) {
      cpSync(join(RECIPE, file), join(folder, 'out', file));
    }
    await go(join(folder, 'out'), ['list', '-deps', '.']);
    return null;
  } catch (error) {
    const { code, stderr = '', message } = error as Error & { code?: unknown; stderr?: string };
    return code === 'ENOENT'
      ? 'there is no go on PATH'
      : `go could not fetch it: ${lastLine(stderr) || message}`;
  }
}

function go(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return promisify(execFile)('go', args, {
    cwd,
    // A workspace or flags of the user's own would be another recipe.
    env: { ...process.env, GOFLAGS: '', GOWORK: 'off', ...env },
    timeout: STEP_TIMEOUT_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
