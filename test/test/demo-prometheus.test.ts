import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoSummary } from '@coldstart/cli';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandOf, processesWith, startProcess } from '../src/coldstart/index.js';
import { findProgram } from '../src/programs/index.js';

const prometheus = findProgram('prometheus');
if (prometheus === null) {
  process.stderr.write('SKIPPED: the demo through a real Prometheus, because none is on PATH\n');
}

describe.skipIf(prometheus === null)(
  'coldstart demo --prometheus, with Prometheus killed in the middle',
  () => {
    const tmp = mkdtempSync(join(tmpdir(), 'coldstart-demo-test-'));
    let summary: DemoSummary;
    let said = '';

    beforeAll(async () => {
      const env = { ...process.env, TMPDIR: tmp };
      const demo = startProcess(['demo', '--prometheus', '--once', '--json', '--port', '0'], env);
      await demo.says(/the autoscaler goes from 2 to 6/);
      const [victim] = processesWith(tmp).filter((pid) => commandOf(pid).endsWith('prometheus'));
      process.kill(victim ?? NaN, 'SIGKILL');
      expect(await demo.ended, demo.stderr()).toBe(0);
      said = demo.stderr();
      summary = JSON.parse(demo.stdout().trimEnd().split('\n').at(-1) ?? '') as DemoSummary;
    });
    afterAll(() => {
      rmSync(tmp, { recursive: true, force: true });
    });

    it('says that Prometheus went, and goes on', () => {
      expect(said).toMatch(/Prometheus (ended|stopped|died|has)/);
    });

    it('has every phase of every pod, dated as if nothing had happened', () => {
      expect(summary.pods.map(({ outcome }) => outcome)).toEqual(Array(6).fill('ready'));
      for (const { phases } of summary.pods) {
        expect(phases.map(({ phase }) => phase)).toEqual(
          expect.arrayContaining(['scheduling', 'container_start', 'runtime_init', 'weights_load', 'warmup']),
        );
      }
    });

    it('leaves no process and no file behind', () => {
      expect(processesWith(tmp)).toEqual([]);
      expect(readdirSync(tmp)).toEqual([]);
    });
  },
);
