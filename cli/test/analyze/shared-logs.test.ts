import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyzeLog } from '../../src/analyze/index.js';
import { ENGINES } from '../../src/log/index.js';
import type { Outcome, ReportedPhase, StartUpReport } from '../../src/log/index.js';

/** Real logs, which lie beside the checkout, or beside the one whose worktree this is, and are no part of it. */
const PLACES = ['..', '../..'].map((up) => path.resolve(import.meta.dirname, '../../..', up, 'shared/logs'));
const found = PLACES.find((place) => existsSync(path.join(place, 'expected.json')));
if (found === undefined) {
  process.stderr.write(`SKIPPED: no real logs at ${PLACES.join(' or ')}, so no profile is tried on them.\n`);
}
const LOGS = found ?? '';

/** What a careful reader finds; `any`: one of these names will do. */
interface ExpectedPhase {
  readonly any?: readonly string[];
  readonly absent?: string;
  readonly s?: number;
  readonly tol?: number;
  readonly min_s?: number;
  readonly max_s?: number;
  readonly count?: number;
  readonly source?: string;
}

interface Expected {
  readonly server: string;
  readonly outcome: readonly Outcome[];
  readonly total_s?: readonly [least: number, most: number];
  readonly phases: readonly ExpectedPhase[];
}

/**
 * Of all the logs: whose they are, and how the start that they tell of ended, as read by a person. Some are cut off
 * where one may say that it was over, or that it was not.
 */
const OUTCOMES: Readonly<Record<string, readonly [server: string, ...outcomes: Outcome[]]>> = {
  'kserve-1.log': ['kserve', 'ready', 'unfinished'],
  'kserve-sdk-8workers.log': ['kserve', 'ready'],
  'llamacpp-1.log': ['llama.cpp', 'ready'],
  'llamacpp-2026-05-docker.log': ['llama.cpp', 'ready'],
  'nim-1.0-json.log': ['nim', 'ready'],
  'ollama-0.33-llama-server.log': ['ollama', 'ready'],
  'ollama-1.log': ['ollama', 'ready'],
  'ray-serve-transformers.log': ['ray-serve', 'ready'],
  'sglang-1.log': ['sglang', 'unfinished'],
  'sglang-2026-05.log': ['sglang', 'ready'],
  'tgi-1.log': ['tgi', 'unfinished'],
  'tgi-2.0-convert.log': ['tgi', 'ready'],
  'tgi-2.log': ['tgi', 'ready'],
  'tgi-5.log': ['tgi', 'ready'],
  'torchserve-1.log': ['torchserve', 'ready'],
  'torchserve-2025-multi.log': ['torchserve', 'unfinished', 'ready'],
  'transformers-killed.log': ['transformers', 'failed', 'unfinished'],
  'triton-1.log': ['triton', 'ready'],
  'triton-22.09-ensemble.log': ['triton', 'ready'],
  'trtllm-serve-1.1.log': ['trtllm', 'ready'],
  'vllm-0.16-tp2-cold.log': ['vllm', 'ready'],
  'vllm-0.17-tp2-cachehit.log': ['vllm', 'ready'],
  'vllm-0.6.1.log': ['vllm', 'unfinished', 'ready'],
  'vllm-v0-1.log': ['vllm', 'unfinished', 'ready'],
  'vllm-v1-2.log': ['vllm', 'unfinished', 'ready'],
  'vllm-v1-rayserve-1.log': ['vllm', 'ready', 'unfinished'],
  'vllm-v1-rayserve-2.log': ['vllm', 'ready', 'unfinished'],
};

async function reportOf(file: string): Promise<StartUpReport> {
  return (await analyzeLog(path.join(LOGS, file), ENGINES, null)).report;
}

function fits({ duration_s, weights_source }: ReportedPhase, wanted: ExpectedPhase): boolean {
  const { s, tol = 0, min_s = -Infinity, max_s = Infinity, source } = wanted;
  const inTime =
    s === undefined ? duration_s >= min_s && duration_s <= max_s : Math.abs(duration_s - s) <= tol;
  return inTime && (source === undefined || weights_source === source);
}

describe.skipIf(found === undefined)('the real logs', () => {
  const expected =
    found !== undefined
      ? (JSON.parse(readFileSync(path.join(LOGS, 'expected.json'), 'utf8')) as Record<string, Expected>)
      : {};

  test.each(Object.entries(OUTCOMES))('%s is of %s', async (file, [server, ...outcomes]) => {
    const report = await reportOf(file);
    expect(report.server).toBe(server);
    expect(outcomes).toContain(report.outcome);
    for (const { phase, start_s, end_s, duration_s } of report.phases) {
      expect(duration_s, phase).toBeGreaterThanOrEqual(0);
      expect(end_s - start_s, phase).toBeCloseTo(duration_s, 2);
    }
  });

  describe.each(Object.entries(expected))(
    '%s, as a careful reader reads it',
    (file, { server, outcome, total_s, phases }) => {
      test(`server ${server}, outcome ${outcome.join(' or ')}${total_s === undefined ? '' : `, ${total_s.join(' to ')} s`}`, async () => {
        const report = await reportOf(file);
        expect(report.server).toBe(server);
        expect(outcome).toContain(report.outcome);
        if (total_s !== undefined) {
          expect(report.total_s).toBeGreaterThanOrEqual(total_s[0]);
          expect(report.total_s).toBeLessThanOrEqual(total_s[1]);
        }
      });

      test.each(phases.map((wanted) => [JSON.stringify(wanted), wanted] as const))(
        '%s',
        async (_, wanted) => {
          const report = await reportOf(file);
          if (wanted.absent !== undefined) {
            expect(report.phases.map(({ phase }) => phase)).not.toContain(wanted.absent);
            return;
          }
          const named = report.phases.filter(({ phase }) => wanted.any?.includes(phase) === true);
          expect(
            named.filter((phase) => fits(phase, wanted)),
            JSON.stringify(report.phases),
          ).not.toEqual([]);
          if (wanted.count !== undefined) {
            expect(named).toHaveLength(wanted.count);
          }
        },
      );
    },
  );
});
