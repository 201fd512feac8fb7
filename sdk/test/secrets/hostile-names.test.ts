import { spawnSync } from 'node:child_process';
import { METRICS, prometheusName } from '@coldstart/conventions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRawReceiver } from './receiver.js';
import { runFixture } from './run.js';
import type { Run } from './run.js';

/** As many as the fixture has names. */
const LOADS = 9;
const LONGEST_NAME = 128;

const promtool = spawnSync('promtool', ['--version']).error === undefined;
const skipped = promtool ? '' : ' (SKIPPED: there is no promtool on PATH)';
if (!promtool) {
  process.stderr.write(`promtool reads a page with hostile names${skipped}\n`);
}

describe('model names made to break things', () => {
  let server: Run;
  let bytes: Buffer;
  let page: string;
  let pushed: Buffer;

  beforeAll(async () => {
    const receiver = await startRawReceiver();
    server = runFixture('hostile-names.mjs', [receiver.url]);
    bytes = Buffer.from(await (await fetch(await server.says('listening'))).arrayBuffer());
    page = bytes.toString();
    await server.stop();
    receiver.close();
    pushed = receiver.pushes.filter(({ path }) => path === '/v1/metrics').at(-1)?.body ?? Buffer.alloc(0);
  });
  afterAll(async () => {
    expect(await server.ended).toBe(0);
  });

  it('give one series per load', () => {
    const name = prometheusName(METRICS.LOAD_IN_PROGRESS_START_TIMESTAMP.name);
    const series = page
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`))
      .map((line) => line.slice(0, line.lastIndexOf(' ')));
    expect(series).toHaveLength(LOADS);
    expect(new Set(series).size).toBe(LOADS);
  });

  it('are cut to a length that a page can show', () => {
    expect(bytes.length).toBeLessThan(100_000);
    expect(pushed.length).toBeLessThan(100_000);
    const lengths = [...page.matchAll(/model_name="((?:[^"\\]|\\.)*)"/g)].map(
      ([, value = '']) => Array.from(value.replace(/\\(.)/g, '$1')).length,
    );
    expect(Math.max(...lengths)).toBeLessThanOrEqual(LONGEST_NAME);
  });

  it('keep their beginning', () => {
    expect(page).toMatch(/model_name="x{100}/);
    expect(page).toContain('model_name="two');
  });

  it('put no control character and no broken text on the page or in the push', () => {
    for (const output of [bytes, pushed]) {
      expect(output.length).toBeGreaterThan(0);
      const text = new TextDecoder('utf-8', { fatal: true }).decode(output);
      expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      // JSON can also hold half a pair, or a control character, as an escape.
      expect(text).not.toMatch(/(?<!\\)(?:\\\\)*\\u(?:d[89ab]|00[01789])/i);
    }
  });

  it('begin no line of their own', () => {
    expect(page).not.toMatch(/^(# TYPE )?evil/m);
  });

  it.skipIf(!promtool)(`are read by promtool without a word${skipped}`, () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: bytes });
    expect(`${stdout.toString()}${stderr.toString()}`).toBe('');
    expect(status).toBe(0);
  });

  it('leave the server silent', () => {
    expect(server.stderr().toString()).toBe('');
  });
});
