import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtOnce, cachedPath, go, SMALL, whyNotFetched, type Built } from '../go-programs/index.js';

const RECIPE = fileURLToPath(new URL('../../collector', import.meta.url));
const FILES = ['builder.yaml', 'go.mod', 'go.sum'] as const;

/**
 * Builds the OpenTelemetry Collector that `test/collector/builder.yaml` describes, once for each version of its recipe.
 * The official builder writes the program; Go compiles it with the modules of our `go.mod`, whose sums are checked.
 * The builder's own `go mod tidy` would fetch the tests of every module too: 1.8 GB, some of which no proxy has.
 *
 * @throws Error when all modules are there and it still does not compile
 */
export function buildCollector(): Promise<Built> {
  const path = cachedPath(
    'collector',
    FILES.map((file) => join(RECIPE, file)),
  );
  return builtOnce(path, async (folder, output) => {
    cpSync(join(RECIPE, 'builder.yaml'), join(folder, 'builder.yaml'));
    const problem = await fetched(folder);
    if (problem !== null) {
      return problem;
    }
    await go(join(folder, 'out'), ['build', ...SMALL, '-o', output, '.'], { GOPROXY: 'off' });
    return null;
  });
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
    return whyNotFetched(error);
  }
}
