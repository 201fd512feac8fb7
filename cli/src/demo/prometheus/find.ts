import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Raised where `--prometheus` is wanted and there is none. */
export class PrometheusMissing extends Error {
  constructor() {
    super(
      'prometheus was not found on PATH. Install it (Debian, Ubuntu: "apt install prometheus"; macOS: "brew install ' +
        'prometheus"; else https://prometheus.io/download/) or leave --prometheus out.',
    );
  }
}

/** Full path of the `prometheus` program on PATH. Throws `PrometheusMissing`. */
export function findPrometheus(searchPath: string): string {
  for (const folder of searchPath.split(delimiter)) {
    if (folder === '') continue;
    const candidate = join(folder, 'prometheus');
    try {
      accessSync(candidate, constants.X_OK);
      if (statSync(candidate).isFile()) return candidate;
    } catch {
      // Not here; the next folder may have it.
    }
  }
  throw new PrometheusMissing();
}
