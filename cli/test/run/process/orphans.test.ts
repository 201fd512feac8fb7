import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  AS_PROCESS_1,
  canBeProcess1,
  givenFolder,
  hasTini,
  textOf,
  WITHOUT_KOFFI,
  wrapped,
} from './given/wrapped.js';

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

/** A module that starts a thread whose child ends while the thread is busy; the file says what it heard of it. */
const childOfThread = (file: string): string =>
  `data:text/javascript,${encodeURIComponent(`
    import { Worker } from 'node:worker_threads';
    new Worker(\`
      const { spawn } = require('node:child_process');
      const { writeFileSync } = require('node:fs');
      spawn('sh', ['-c', 'sleep 0.5; exit 7']).on('exit', (code) => writeFileSync('${file}', String(code)));
      setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000), 100);
    \`, { eval: true }).unref();
  `)}`;

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

describe.skipIf(!canBeProcess1)('the child of another thread of process 1', () => {
  it('is left to that thread', async () => {
    const file = join(givenFolder(), 'heard');
    const run = wrapped(['sleep', '2'], { under: AS_PROCESS_1, node: ['--import', childOfThread(file)] });
    expect((await run.exit).code).toBe(0);
    expect(textOf(file)).toBe('7');
  });
});
