import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtOnce, cachedPath, type Built } from './cache.js';
import { go, whyNotFetched } from './go.js';

const RECIPES = fileURLToPath(new URL('../../go-programs', import.meta.url));
const FILES = ['go.mod', 'go.sum'] as const;

/** Flags of `go build` for a program that nobody debugs. */
export const SMALL = ['-trimpath', '-buildvcs=false', '-ldflags=-s -w'] as const;

interface Recipe {
  /** Of the `main` function; the version stands in `test/go-programs/NAME/go.mod`. */
  readonly package: string;
  readonly flags: readonly string[];
}

const PROGRAMS = {
  // Nobody measures it: without the optimiser it takes 29 % less to compile.
  'kube-state-metrics': {
    package: 'k8s.io/kube-state-metrics/v2',
    flags: ['-gcflags=all=-N -l -dwarf=false'],
  },
  // Without service discovery in clouds, which is most of what there is to compile.
  prometheus: {
    package: 'github.com/prometheus/prometheus/cmd/prometheus',
    flags: ['-tags=remove_all_sd'],
  },
} satisfies Record<string, Recipe>;

export type GoProgram = keyof typeof PROGRAMS;

/**
 * Builds a program from the modules that `test/go-programs/NAME` lists, whose sums are checked; once for each version
 * of that list.
 *
 * @throws Error when all modules are there and it still does not compile
 */
export function buildGoProgram(name: GoProgram): Promise<Built> {
  const { package: path, flags } = PROGRAMS[name];
  return builtOnce(cached(name), async (folder, output) => {
    for (const file of FILES) {
      cpSync(join(RECIPES, name, file), join(folder, file));
    }
    try {
      await go(folder, ['list', '-deps', ...flags, path], { CGO_ENABLED: '0' });
    } catch (error) {
      return whyNotFetched(error);
    }
    await go(folder, ['build', ...SMALL, ...flags, '-o', output, path], {
      GOPROXY: 'off',
      CGO_ENABLED: '0',
    });
    return null;
  });
}

/** Path of the program where an earlier run has built it, else `null`. */
export function builtGoProgram(name: GoProgram): string | null {
  const path = cached(name);
  return existsSync(path) ? path : null;
}

/** Version of the module that the program is of, e.g. `v2.20.0`. */
export function goModuleVersion(name: GoProgram): string {
  const required = readFileSync(join(RECIPES, name, 'go.mod'), 'utf8').matchAll(/^\s+(\S+) (v\S+)/gm);
  for (const [, module = '', version = ''] of required) {
    if (`${PROGRAMS[name].package}/`.startsWith(`${module}/`)) {
      return version;
    }
  }
  throw new Error(`test/go-programs/${name}/go.mod does not require the module of its program`);
}

function cached(name: GoProgram): string {
  return cachedPath(
    name,
    FILES.map((file) => join(RECIPES, name, file)),
  );
}
