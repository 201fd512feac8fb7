import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { podsQuery, timelineQueries, type TimelineFilter } from '@coldstart/timeline';
import { findProgram } from '../../programs/index.js';
import { fillFrom, startPrometheus } from '../../prometheus/index.js';
import type { Benchmark } from '../result.js';
import { median, rounded } from '../statistics.js';
import { ask, cpuSecondsOf, type Cost, type Question } from './ask.js';
import { clusterOf, FROM_S, TO_S, type Pod } from './cluster.js';
import { GPU_SCRAPE_S, SCRAPE_S, writeExposition, type Written } from './exposition.js';

const PODS = 1000;
const SEED = 5;
const ROUNDS = 5;

/** Grafana's step for a day on a panel of 1,500 pixels. */
const STEP_S = 60;

/** Of all our queries over the whole cluster to the naive ones, and of those for some pods, or for one model, to all. */
const TARGETS = {
  whole_bytes_to_naive: 0.2,
  whole_seconds_to_naive: 0.8,
  whole_cpu_to_naive: 0.8,
  pods_samples_to_whole: 0.7,
  model_cpu_to_whole: 0.5,
} as const;

/** What is drawn today: the state of every pod and the utilisation of every GPU, at the resolution of their samples. */
const NAIVE: Readonly<Record<string, Question>> = {
  phase: { promql: 'kube_pod_status_phase', stepS: SCRAPE_S },
  ready: { promql: 'kube_pod_status_ready', stepS: SCRAPE_S },
  utilization: { promql: 'DCGM_FI_DEV_GPU_UTIL', stepS: GPU_SCRAPE_S },
};

type Costs = Readonly<Record<string, Cost>>;

/** What the queries of the timeline cost, beside those of a state timeline and a utilisation graph. */
export const queryCost: Benchmark = {
  summary: 'seconds, samples and bytes of each query on a real Prometheus with 1,000 pods over 24 hours',
  async run() {
    const program = findProgram('prometheus');
    const promtool = findProgram('promtool');
    if (program === null || promtool === null) {
      throw new Error('query-cost needs prometheus and promtool on PATH');
    }
    const begunMs = performance.now();
    const pods = clusterOf(PODS, SEED);
    const written: Written[] = [];
    const prometheus = await startPrometheus(program, [], {
      fill: async (dataFolder) => {
        written.push(await fill(promtool, pods, dataFolder));
      },
    });
    const filledS = (performance.now() - begunMs) / 1000;
    try {
      const ways = await measureAll(prometheus.url);
      const sums = mapped(ways, sumOf);
      const ratios = {
        whole_bytes_to_naive: ratio(sums, 'bytes', 'whole', 'naive'),
        whole_seconds_to_naive: ratio(sums, 'seconds', 'whole', 'naive'),
        whole_cpu_to_naive: ratio(sums, 'cpu_s', 'whole', 'naive'),
        pods_samples_to_whole: ratio(sums, 'samples', 'pods', 'whole'),
        model_cpu_to_whole: ratio(sums, 'cpu_s', 'namespace_and_model', 'whole'),
      };
      return {
        bench: 'query-cost',
        figures: {
          prometheus: await versionOf(prometheus.url),
          pods: PODS,
          pods_with_gpu: pods.filter(({ load }) => load !== null).length,
          hours: (TO_S - FROM_S) / 3600,
          ...written[0],
          scrape_s: SCRAPE_S,
          gpu_scrape_s: GPU_SCRAPE_S,
          step_s: STEP_S,
          rounds: ROUNDS,
          fill_s: rounded(filledS, 0),
          ratios,
          sums,
          queries: ways,
        },
        targets: TARGETS,
        pass: Object.entries(TARGETS).every(([name, most]) => ratios[name as keyof typeof ratios] <= most),
      };
    } finally {
      await prometheus.stop();
    }
  },
};

async function fill(promtool: string, pods: readonly Pod[], dataFolder: string): Promise<Written> {
  const folder = mkdtempSync(join(tmpdir(), 'coldstart-query-cost-'));
  try {
    const file = join(folder, 'openmetrics.txt');
    const written = writeExposition(file, pods);
    await fillFrom(promtool, file, dataFolder);
    return written;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The queries of a filter as they are asked, by their `refId`. */
function questionsOf(filter: TimelineFilter): Record<string, Question> {
  return Object.fromEntries(
    timelineQueries(filter).map(({ refId, mode, promql }) => [
      refId,
      { promql: concrete(promql), stepS: mode === 'range' ? STEP_S : null },
    ]),
  );
}

function concrete(promql: string): string {
  return promql.replaceAll('$__range', `${TO_S - FROM_S}s`).replaceAll('$__interval', `${STEP_S}s`);
}

/** Each way of asking; where pods are looked up first, that question is one of its own. */
async function measureAll(url: string): Promise<Record<string, Costs>> {
  const twoSteps = async (filter: TimelineFilter): Promise<Record<string, Question>> => {
    const first = { promql: concrete(podsQuery(filter).promql), stepS: null };
    const { labels } = await ask(url, first);
    const pods = labels.map(({ pod = '' }) => pod);
    return { which_pods: first, ...questionsOf({ ...filter, pods }) };
  };
  const ways = {
    naive: NAIVE,
    whole: questionsOf({}),
    namespace: questionsOf({ namespace: 'llm-a' }),
    pods: await twoSteps({}),
    namespace_and_model: await twoSteps({ namespace: 'llm-a', model: 'qwen' }),
  };
  const costs: Record<string, Costs> = {};
  for (const [name, questions] of Object.entries(ways)) costs[name] = await measure(url, questions);
  return costs;
}

async function measure(url: string, questions: Readonly<Record<string, Question>>): Promise<Costs> {
  const costs: Record<string, Cost> = {};
  for (const [name, question] of Object.entries(questions)) {
    const { cost } = await ask(url, question); // warms the page cache up
    const seconds: number[] = [];
    const cpuBeforeS = await cpuSecondsOf(url);
    for (let round = 0; round < ROUNDS; round++) seconds.push((await ask(url, question)).cost.seconds);
    const cpuS = ((await cpuSecondsOf(url)) - cpuBeforeS) / ROUNDS;
    costs[name] = { ...cost, seconds: rounded(median(seconds)), cpu_s: rounded(cpuS) };
  }
  return costs;
}

function sumOf(costs: Costs): Cost {
  const over = (of: (cost: Cost) => number): number =>
    Object.values(costs).reduce((sum, cost) => sum + of(cost), 0);
  return {
    seconds: rounded(over(({ seconds }) => seconds)),
    cpu_s: rounded(over(({ cpu_s }) => cpu_s)),
    samples: over(({ samples }) => samples),
    bytes: over(({ bytes }) => bytes),
    series: over(({ series }) => series),
  };
}

function ratio(sums: Readonly<Record<string, Cost>>, of: keyof Cost, part: string, whole: string): number {
  return rounded((sums[part]?.[of] ?? Number.NaN) / (sums[whole]?.[of] ?? Number.NaN));
}

function mapped<From, To>(
  record: Readonly<Record<string, From>>,
  to: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]));
}

async function versionOf(url: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/status/buildinfo`);
  return ((await response.json()) as { data: { version: string } }).data.version;
}
