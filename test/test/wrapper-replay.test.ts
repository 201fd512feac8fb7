import { globSync, mkdtempSync, rmSync } from 'node:fs';
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
/** Beside the clone, or a step higher. */
const SHARED = ['../../../shared/logs/', '../../../../shared/logs/'].map((place) =>
  fileURLToPath(new URL(place, import.meta.url)),
);

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
const shared = SHARED.flatMap((folder) => globSync(join(folder, '*.log'))).sort();
if (shared.length === 0) {
  process.stderr.write(
    'SKIPPED: the real logs replayed through the wrapper, which are not beside this clone\n',
  );
}
/** Its beginning is cut off, with the request that loads: nothing below a wrapper begins so. */
const CUT = ['ollama-1.log'];
const LOGS = [
  ...CHOSEN.map((name) => join(FIXTURES, name)),
  ...shared.filter((log) => !CUT.includes(basename(log))),
];

const REPLAY_S = 1;
const AT_ONCE = 2;
const FAILED_EXIT = 3;
/** A line is dated when its bytes arrive, and written down before or after that: most are this near. */
const MEDIAN_S = 0.05;
/** On two busy cores a process may stand still for so long between the two. */
const LATEST_S = 0.5;
/** Phases that begin so far apart have an order. */
const APART_S = 0.3;

interface Job {
  readonly log: string;
  readonly report: Report;
  readonly pod: string;
  readonly port: number;
}

interface Outcome {
  readonly report: Report;
  readonly expected: readonly Stretch[];
  readonly startedS: number;
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
    const jobs: Job[] = [];
    for (const [index, report] of reports.entries()) {
      jobs.push({ log: LOGS[index] ?? '', report, pod: `replay-${index}`, port: await freePort() });
    }
    const scraper = await startPrometheus(
      prometheus ?? '',
      jobs.map(({ port }) => `127.0.0.1:${port}`),
    );
    // It looks for its targets when it has been ready for a while.
    await eventually(async () => (await scraper.query('up')).length === jobs.length, 20_000);
    const eye = await openEye(scraper.url);
    const pushed = await openEye();
    const fromMs = Date.now();
    const waiting = [...jobs];

    async function play({ log, report, pod, port }: Job): Promise<() => Promise<void>> {
      const { server } = report;
      const exit = report.outcome === 'failed' ? FAILED_EXIT : 0;
      const env = exit === 0 ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: pushed.otlpUrl ?? '' };
      const replay = await startReplay({
        pod,
        port,
        log,
        server,
        folder,
        seconds: REPLAY_S,
        exit,
        env,
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
          startedS: replay.startedS(),
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

  it('dates phases when their lines are printed', () => {
    const lateS = [...outcomes.values()].flatMap(({ report, expected, startedS, seen }) =>
      expected
        .filter(({ phase, startS }) => report.outcome === 'ready' && phase !== 'runtime_init' && startS > 0)
        .map(({ phase, startS }) => {
          const own = seen.find((each) => each.phase === phase);
          return Math.abs((own?.startS ?? NaN) - startedS - startS);
        }),
    );
    expect(lateS.length).toBeGreaterThan(CHOSEN.length);
    expect(lateS.toSorted((a, b) => a - b)[Math.floor(lateS.length / 2)]).toBeLessThan(MEDIAN_S);
  });

  it.each(LOGS.map((log) => [nameOf(log), log] as const))(
    '%s: the phases, times and outcome that analyze finds',
    (_, log) => {
      const outcome = outcomes.get(log);
      if (outcome === undefined) throw new Error('it was not replayed');
      const { report, expected, startedS, seen, kinds, code, stderr } = outcome;
      const told = expected.filter(({ phase }) => isCompared(log, phase));
      const found = seen.filter(({ phase }) => isCompared(log, phase));

      expect(found.map(({ phase }) => phase).sort()).toEqual(told.map(({ phase }) => phase).sort());
      const original = stretches(report).map(({ phase }) => phase);
      expect(found.map(({ phase }) => phase)).toEqual(
        expect.arrayContaining(original.filter((phase) => isCompared(log, phase))),
      );
      for (const { phase, startS, endS } of told) {
        const own = found.find((each) => each.phase === phase);
        const lateS = {
          begin: (own?.startS ?? NaN) - startedS - startS,
          end: (own?.endS ?? NaN) - startedS - endS,
        };
        // What began before its log did cannot be played again.
        if (startS > 0) expect(Math.abs(lateS.begin), `begin of ${phase}`).toBeLessThan(LATEST_S);
        if (Number.isNaN(endS)) expect(own?.endS, `end of ${phase}`).toBeNaN();
        else expect(Math.abs(lateS.end), `end of ${phase}`).toBeLessThan(LATEST_S);
      }
      expect(misplaced(found, told)).toEqual([]);

      expect(new Set(kinds)).toEqual(new Set([KINDS[report.outcome]]));
      expect(code).toBe(report.outcome === 'failed' ? FAILED_EXIT : 0);
      expect(stderr.includes('is ready with "')).toBe(report.outcome === 'ready');
    },
  );
});

/** What a timeline calls it. A server that is not ready when its log ends still loads. */
const KINDS = { ready: 'ready', failed: 'failed', unfinished: 'loading' } as const;

/** What is not compared, and why. */
const PASSED_OVER: readonly { readonly of: RegExp; readonly phase: string; readonly why: string }[] = [
  {
    of: /./,
    phase: 'runtime_init',
    why: 'a saved log may begin after it; its end is what the others begin with',
  },
  {
    of: /nim/,
    phase: 'weights_fetch',
    why: 'one that is short is told as a cache hit, and here all are short',
  },
  { of: /vllm-v1-rayserve/, phase: 'compile', why: 'Ray printed it a second time, long after' },
];

function isCompared(log: string, phase: string): boolean {
  return !PASSED_OVER.some((each) => each.of.test(basename(log)) && each.phase === phase);
}

/** Pairs of phases that stand in another order, although they begin so far apart that one can tell. */
function misplaced(found: readonly Stretch[], told: readonly Stretch[]): string[] {
  const beganS = new Map(told.map(({ phase, startS }) => [phase, startS]));
  return found.flatMap((first, index) =>
    found
      .slice(index + 1)
      .filter(({ phase }) => (beganS.get(first.phase) ?? 0) - (beganS.get(phase) ?? 0) > APART_S)
      .map(({ phase }) => `${first.phase} before ${phase}`),
  );
}

function nameOf(log: string): string {
  return log.startsWith(FIXTURES) ? relative(FIXTURES, log) : `shared ${basename(log)}`;
}
