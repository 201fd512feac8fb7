import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDemo, startProgress } from '@coldstart/cli';
import { buildTimeline, TIMELINE_QUERIES } from '@coldstart/timeline';
import type { Series } from '@coldstart/timeline';
import type { Benchmark } from '../result.js';
import { median, rounded } from '../statistics.js';
import { compare } from './compare.js';
import type { Comparison } from './compare.js';
import { readTruth } from './truth.js';

const TARGET_MS = 20;

/** Boundaries of phases as `timeline` finds them against those that the pods wrote down themselves. */
export const boundaries: Benchmark = {
  summary: 'error of phase boundaries, by OTLP and through a Prometheus that scrapes every 15 s',
  async run() {
    const otlp = await play(false);
    const prometheus = await play(true);
    const figures = { otlp: figuresOf(otlp), prometheus_15s: figuresOf(prometheus) };
    const pass = [otlp, prometheus].every(
      ({ errorsMs, missing }) =>
        errorsMs.length > 0 && missing.length === 0 && Math.max(...errorsMs) <= TARGET_MS,
    );
    return { bench: 'boundaries', figures, targets: { max_error_ms: TARGET_MS, missing: 0 }, pass };
  },
};

/** One run of the demo, compared before its page and its Prometheus go. */
async function play(prometheus: boolean): Promise<Comparison> {
  const truthDir = await mkdtemp(join(tmpdir(), 'coldstart-truth-'));
  const fromMs = Date.now();
  let comparison: Comparison | undefined;
  try {
    await runDemo({
      port: 0,
      portIsFixed: false,
      prometheus,
      keepModel: false,
      killOne: false,
      verbose: false,
      truthDir,
      signal: new AbortController().signal,
      progress: startProgress(process.stderr),
      onPage: () => undefined,
      async afterRun(_summary, url) {
        const toMs = Date.now();
        const series = await fetchSeries(url, fromMs, toMs);
        const { coldStarts } = buildTimeline(
          { series },
          {
            fromS: fromMs / 1000,
            toS: toMs / 1000,
            nowS: toMs / 1000,
          },
        );
        comparison = compare(readTruth(truthDir), coldStarts, series);
      },
    });
  } finally {
    await rm(truthDir, { recursive: true, force: true });
  }
  if (comparison === undefined) {
    throw new Error('the demo ended before its series could be read');
  }
  return comparison;
}

/** The series as the panel gets them, from the page's own server. */
async function fetchSeries(url: string, fromMs: number, toMs: number): Promise<Series[]> {
  const response = await fetch(new URL('/api/series', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ queries: TIMELINE_QUERIES, fromMs, toMs, stepMs: 1000 }),
  });
  const { results } = (await response.json()) as {
    readonly results: readonly {
      readonly refId: string;
      readonly error?: string;
      readonly series: readonly {
        readonly metric: string;
        readonly labels: Readonly<Record<string, string>>;
        readonly timesMs: readonly number[];
        readonly values: readonly (number | null)[];
      }[];
    }[];
  };
  return results.flatMap(({ refId, error, series }) => {
    if (error !== undefined) {
      throw new Error(`query ${refId}: ${error}`);
    }
    return series.map(({ metric, labels, timesMs, values }) => ({
      metric,
      labels,
      timesS: timesMs.map((ms) => ms / 1000),
      values: values.map((value) => value ?? NaN),
    }));
  });
}

function figuresOf({ errorsMs, missing, stateGaugeErrorsMs }: Comparison) {
  return {
    boundaries: errorsMs.length,
    missing,
    max_error_ms: rounded(Math.max(...errorsMs)),
    median_error_ms: rounded(median(errorsMs)),
    state_gauge_max_error_ms: rounded(Math.max(...stateGaugeErrorsMs)),
    state_gauge_median_error_ms: rounded(median(stateGaugeErrorsMs)),
  };
}
