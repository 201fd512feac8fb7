import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoSummary } from '@coldstart/cli';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesWith, startProcess } from '../src/coldstart/index.js';

describe('coldstart demo --once --json, with a pod killed while it loads', () => {
  const tmp = mkdtempSync(join(tmpdir(), 'coldstart-demo-test-'));
  let summary: DemoSummary;
  let seconds = 0;

  beforeAll(async () => {
    const startedAt = performance.now();
    const demo = startProcess(['demo', '--once', '--json', '--kill-one', '--port', '0'], {
      ...process.env,
      TMPDIR: tmp,
    });
    expect(await demo.ended, demo.stderr()).toBe(0);
    seconds = (performance.now() - startedAt) / 1000;
    const lines = demo.stdout().trimEnd().split('\n');
    summary = JSON.parse(lines.at(-1) ?? '') as DemoSummary;
  });
  afterAll(() => {
    rmSync(tmp, { recursive: true, force: true });
  });

  it('is over in 90 seconds', () => {
    expect(seconds).toBeLessThanOrEqual(90);
  });

  it('has six pods ready, and the killed one as failed, in the words of the cluster', () => {
    const outcomes = summary.pods.map(({ outcome }) => outcome).sort();
    expect(outcomes).toEqual(['failed', 'ready', 'ready', 'ready', 'ready', 'ready', 'ready']);
  });

  it('shows the cache miss and the cache hits', () => {
    const miss = summary.pods.filter((pod) => pod.weights_source === 'remote');
    expect(miss.length).toBeGreaterThanOrEqual(1);
    for (const pod of summary.pods.filter(({ outcome }) => outcome === 'ready')) {
      const phases = pod.phases.map(({ phase }) => phase);
      expect(phases).toEqual(
        expect.arrayContaining(['scheduling', 'container_start', 'runtime_init', 'weights_load', 'warmup']),
      );
      expect(phases.includes('weights_fetch')).toBe(pod.weights_source === 'remote');
    }
  });

  it('finds where an allocated GPU idles while the model loads', () => {
    expect(summary.worst?.gpu_idle_s).toBeGreaterThan(5);
    for (const pod of summary.pods.filter(({ outcome }) => outcome === 'ready')) {
      expect(pod.gpu_idle_s).toBeGreaterThan(0);
      expect(pod.gpu_idle_s).toBeLessThanOrEqual(pod.ready_s ?? 0);
    }
  });

  it('measures how long users wait before, during and after', () => {
    const { p95_before_s: before, p95_during_s: during, p95_after_s: after } = summary.queue;
    expect(during).toBeGreaterThan(1);
    expect(before ?? Infinity).toBeLessThan(during ?? 0);
    expect(after ?? Infinity).toBeLessThan(during ?? 0);
  });

  it('says what is simulated', () => {
    expect(summary.simulated.join(' ')).toMatch(/GPU/);
  });

  it('leaves no process and no file behind', () => {
    expect(processesWith(tmp)).toEqual([]);
    expect(readdirSync(tmp)).toEqual([]);
  });
});
