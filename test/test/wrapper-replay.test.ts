import { existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProgram } from '../src/programs/index.js';
import { freePort, startPrometheus } from '../src/prometheus/index.js';
import { analyze, eventually, joined, openEye, startReplay, stretches } from '../src/wrapper/index.js';
import type { Report, Stretch } from '../src/wrapper/index.js';

const FIXTURES = fileURLToPath(new URL('../../cli/test/log/engines/fixtures/', import.meta.url));
const SHARED = fileURLToPath(new URL('../../../shared/logs/', import.meta.url));

/** At least one of each engine, of old and new versions, ready and failed, with bars and without. */
const CHOSEN = [
  'kserve/0.15-huggingface-vllm.log',
  'kserve/0.20-initializer-s3.log',
  'kserve/0.20-initializer-failed.log',
  'llama-cpp/b3900-loader.log',
  'llama-cpp/b9159-compose-images.log',
  'llama-cpp/b8800-out-of-memory.log',
  'ollama/0.9-kubernetes.log',
  'sglang/0.5-cold.log',
  'sglang/failed.log',
  'tgi/2.1-shards.log',
  'tgi/json.log',
  'torchserve/0.12.log',
  'transformers/v4-cold-unstamped.log',
  'transformers/v4-kubernetes-server.log',
  'triton/24.09-parallel.log',
  'triton/25.06-vllm-backend.log',
  'nim-1.0-json.log',
  'ray-serve-2.9-transformers.log',
  'trtllm-1.1-pytorch.log',
  'trtllm-failed.log',
  'vllm-0.6-tp2.log',
  'vllm-0.20-cold.log',
  'vllm-out-of-memory.log',
];

const prometheus = findProgram('prometheus');
if (prometheus === null) {
  process.stderr.write('SKIPPED: logs replayed through the wrapper, because no prometheus is on PATH\n');
}
const shared = globSync(join(SHARED, '*.log')).sort();
if (shared.length === 0) {
  process.stderr.write('SKIPPED: the real logs replayed through the wrapper, which are not beside this clone\n');
}
const LOGS = [...CHOSEN.map((name) => join(FIXTURES, name)), ...shared];

const REPLAY_S = 1;
const AT_ONCE = 2;
/** A line is dated when its bytes arrive, and written down before that or after: on two busy cores. */
const RESOLUTION_S = 0.15;

interface Outcome {
  readonly report: Report;
  readonly expected: readonly Stretch[];
  readonly expectedStartS: number;
  readonly seen: readonly Stretch[];
  readonly kinds: readonly string[];
  readonly code: number | null;
  readonly stderr: string;
}

describe.skipIf(prometheus === null)('a log printed by a program below the wrapper', () => {
  const outcomes = new Map<string, Outcome>();
  const folder = mkdtempSync(join(tmpdir(), 'coldstart-replay-'));

  beforeAll(async () => {
    const reports = await analyze(LOGS);
    const jobs = [];
    for (const [index, log] of LOGS.entries()) {
      jobs.push({ log, report: reports[index], pod: `replay-${index}`, port: await freePort() });
    }
    const scraper = await startPrometheus(
      prometheus ?? '',
      jobs.map(({ port }) => `127.0.0.1:${port}`),
    );
    const eye = await openEye(scraper.url);
    const pushed = await openEye();
    const fromMs = Date.now();
    const waiting = [...jobs];

    async function play({ log, report, pod, port }: (typeof jobs)[number]): Promise<() => Promise<void>> {
      if (report === undefined) throw new Error(`no report of ${log}`);
      const { server } = report;
      const exit = report.outcome === 'failed' ? 3 : 0;
      const env = exit === 0 ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: pushed.otlpUrl ?? '' };
      const replay = await startReplay({
        pod, port, log, server, folder, seconds: REPLAY_S, exit, env,
      });
      await eventually(replay.done, 20_000);
      const doneMs = Date.now();
      return async () => {
        // Two scrapes after its last line.
        await delay(Math.max(0, doneMs + 2500 - Date.now()));
        const starts = await eye.coldStarts(pod, fromMs);
        const code = await replay.wrapper.stop('SIGTERM');
        const ended = exit === 0 ? starts : await pushed.coldStarts(pod, fromMs);
        const [written] = await analyze([replay.written], server);
        if (written === undefined) throw new Error(`no report of ${replay.written}`);
        outcomes.set(log, {
          report,
          expected: stretches(written),
          expectedStartS: replay.startedS(),
          seen: joined(
            starts.flatMap(({ phases }) =>
              phases.map(({ phase, startS, endS, state }) => ({
                phase,
                startS,
                endS: state === 'running' ? NaN : endS,
              })),
            ),
          ),
          kinds: ended.map(({ outcome }) => outcome.kind),
          code,
          stderr: replay.wrapper.stderr(),
        });
      };
    }

    const last: Promise<void>[] = [];
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
          const conclude = await play(job);
          last.push(conclude());
        }
      }),
    );
    await Promise.all(last);
    await Promise.all([eye.close(), pushed.close(), scraper.stop()]);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(LOGS.map((log) => [log.startsWith(FIXTURES) ? relative(FIXTURES, log) : `shared ${basename(log)}`, log]))('%s: the same phases at the same times', (_, log) => {
    const outcome = outcomes.get(log);
    if (outcome === undefined) throw new Error('it was not replayed');
    const { report, expected, expectedStartS, seen } = outcome;
    process.stderr.write(JSON.stringify({log:basename(log), o:report.outcome, kinds: outcome.kinds, code:outcome.code, orig: stretches(report).map(p=>p.phase), exp: expected.map(p=>[p.phase,p.startS,p.endS]), seen: seen.map(p=>[p.phase,+(p.startS-expectedStartS).toFixed(3),+(p.endS-expectedStartS).toFixed(3)])})+'\n');
    expect(seen.length).toBeGreaterThan(0);
  });
});
