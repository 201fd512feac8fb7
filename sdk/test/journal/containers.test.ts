import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { writerOf } from '../../src/journal/writer.js';
import { journalsIn, newFolder } from './folder.js';

const FIXTURE = fileURLToPath(new URL('fixtures/life.mjs', import.meta.url));
const IN_A_CONTAINER = ['--pid', '--fork', '--kill-child', '--mount-proc'];

/** Why there can be no pid namespace of our own here, or `null`. */
const without =
  spawnSync('unshare', [...IN_A_CONTAINER, 'true']).status === 0
    ? null
    : 'a pid namespace needs `unshare` and root';
if (without !== null) {
  process.stderr.write(`\nthe journal was NOT tried across restarts of a container: ${without}\n\n`);
}
const inContainers = without === null ? it : it.skip;

/** One life as process 1 of a container of its own, which dies with `process.exit(3)` in this phase. */
function live(folder: string, phase: string) {
  const script = JSON.stringify({ folder, phases: [phase], end: 'exit' });
  const { stdout, status } = spawnSync('unshare', [...IN_A_CONTAINER, process.execPath, FIXTURE, script], {
    encoding: 'utf8',
  });
  expect(status).toBe(3);
  return JSON.parse(stdout) as { readonly abandoned: readonly unknown[]; readonly attempt: number };
}

describe('a container that restarts', () => {
  inContainers(
    `finds its last life, though both were process 1${without === null ? '' : ` (skipped: ${without})`}`,
    () => {
      const folder = newFolder();
      expect(live(folder, 'compile')).toMatchObject({ attempt: 1, abandoned: [] });
      expect(live(folder, 'warmup')).toMatchObject({
        attempt: 2,
        abandoned: [{ phase: 'compile', attempt: 1, reason: 'exit' }],
      });
      expect(live(folder, 'warmup')).toMatchObject({
        attempt: 3,
        abandoned: [{ phase: 'compile' }, { phase: 'warmup', attempt: 2 }],
      });
      expect(journalsIn(folder).map((name) => writerOf(name)?.pid)).toEqual([1]);
    },
  );
});
