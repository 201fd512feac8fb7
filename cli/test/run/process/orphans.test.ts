import { describe, expect, it } from 'vitest';
import { AS_PROCESS_1, canBeProcess1, hasTini, WITHOUT_KOFFI, wrapped } from './given/wrapped.js';

/**
 * Leaves eleven orphans, prints how many process 1 has adopted and then how many of them are zombies when all have
 * long ended.
 */
const ELEVEN = `
  for i in $(seq 11); do (sleep 0.4 &); done
  sleep 0.1
  cat /proc/[0-9]*/status | awk '/^Name:/ { name = $2 } /^PPid:/ && name == "sleep" && $2 == 1 { n++ } END { print n + 0 }'
  sleep 1.5
  cat /proc/[0-9]*/status | grep -c '^State:.*zombie'
  exit 5
`;

describe.skipIf(!canBeProcess1)('eleven orphans of process 1', () => {
  it('leave no zombie, and the exit code of the child is its own', async () => {
    const run = wrapped(['sh', '-c', ELEVEN], { under: AS_PROCESS_1 });
    expect((await run.exit).code).toBe(5);
    expect(run.stdout().toString()).toBe('11\n0\n');
    expect(run.says()).toBe('');
  });

  it('stay as zombies without koffi, which is told', async () => {
    const run = wrapped(['sh', '-c', ELEVEN], { under: AS_PROCESS_1, node: ['--import', WITHOUT_KOFFI] });
    expect((await run.exit).code).toBe(5);
    expect(run.stdout().toString()).toBe('11\n11\n');
    expect(run.says()).toMatch(/^orphaned processes will stay as zombies: put tini or docker --init/);
  });

  it.skipIf(!hasTini)('leave no zombie without koffi where tini is process 1', async () => {
    const run = wrapped(['sh', '-c', ELEVEN], {
      under: [...AS_PROCESS_1, 'tini', '-g', '--'],
      node: ['--import', WITHOUT_KOFFI],
    });
    expect((await run.exit).code).toBe(5);
    expect(run.stdout().toString()).toBe('11\n0\n');
    expect(run.says()).toBe('');
  });
});
