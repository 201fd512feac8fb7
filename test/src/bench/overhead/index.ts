import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '../child/index.js';
import { withModel } from '../model/index.js';
import type { Benchmark } from '../result.js';
import { median, rounded } from '../statistics.js';

/** Single loads differ by several percent; it takes this many pairs to see one. */
const PAIRS = 41;
/** About 690 MB. */
const TABLES = 7;
const IMPORTS = 15;
const TARGETS = { load_ratio: 1.01, import_ms: 60, mark_p50_us: 30 };

interface Load {
  readonly loadMs: number;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly rssBytes: number;
}

/** What the SDK costs the server that it watches. */
export const sdkOverhead: Benchmark = {
  summary: 'a real load with and without the flag in pairs; import and phase marks on the main thread',
  async run() {
    const pairs = await withModel(TABLES, ({ path }) => loadPairs(path));
    const imports = await importTimes();
    const marksUs = await markTimes();
    const added = (of: (load: Load) => number): number =>
      median(pairs.map((pair) => of(pair.with) - of(pair.without)));
    const ratio = median(pairs.map((pair) => pair.with.loadMs / pair.without.loadMs));
    const importMs = Math.max(
      imports['@coldstart/sdk'] ?? Infinity,
      imports['@coldstart/sdk/register'] ?? Infinity,
    );
    const markUs = median(marksUs);
    return {
      bench: 'sdk-overhead',
      figures: {
        pairs: PAIRS,
        load_median_ms: rounded(median(pairs.map((pair) => pair.without.loadMs)), 0),
        load_ratio: rounded(ratio, 4),
        added_load_ms: rounded(
          added(({ loadMs }) => loadMs),
          1,
        ),
        added_main_thread_cpu_ms: rounded(
          added(({ cpuMs }) => cpuMs),
          1,
        ),
        added_process_ms: rounded(
          added(({ wallMs }) => wallMs),
          1,
        ),
        added_rss_bytes: rounded(
          added(({ rssBytes }) => rssBytes),
          0,
        ),
        import_ms: imports,
        mark_p50_us: rounded(markUs, 1),
        mark_p99_us: rounded(marksUs.toSorted((a, b) => a - b)[Math.floor(marksUs.length * 0.99)] ?? NaN, 1),
      },
      targets: TARGETS,
      pass: ratio <= TARGETS.load_ratio && importMs <= TARGETS.import_ms && markUs <= TARGETS.mark_p50_us,
    };
  },
};

/** Loads with and without, in turns; which comes first changes from pair to pair. The first pair warms the cache. */
async function loadPairs(path: string): Promise<{ with: Load; without: Load }[]> {
  const load = async (mode: 'with' | 'without'): Promise<Load> => {
    const flags = mode === 'with' ? ['--import', '@coldstart/sdk/register'] : [];
    const child = startChild(new URL('./load.js', import.meta.url), [path], flags);
    const figures = await child.next<Load>();
    await child.ended();
    return figures;
  };
  const pairs: { with: Load; without: Load }[] = [];
  for (let pair = 0; pair <= PAIRS; pair++) {
    if (pair % 2 === 0) {
      const first = await load('with');
      pairs.push({ with: first, without: await load('without') });
    } else {
      const first = await load('without');
      pairs.push({ without: first, with: await load('with') });
    }
  }
  return pairs.slice(1);
}

/** Median milliseconds of an import on the main thread of a new process, module by module in turns. */
async function importTimes(): Promise<Record<string, number>> {
  const modules = ['@coldstart/sdk', '@coldstart/sdk/register', '@opentelemetry/sdk-node'];
  const times = new Map<string, number[]>(modules.map((module) => [module, []]));
  for (let round = 0; round <= IMPORTS; round++) {
    for (const module of modules) {
      const child = startChild(new URL('./import.js', import.meta.url), [module]);
      const { importMs } = await child.next<{ importMs: number }>();
      await child.ended();
      if (round > 0) times.get(module)?.push(importMs);
    }
  }
  return Object.fromEntries([...times].map(([module, each]) => [module, rounded(median(each), 1)]));
}

async function markTimes(): Promise<readonly number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'coldstart-bench-'));
  try {
    const child = startChild(new URL('./mark.js', import.meta.url), [folder]);
    const { marksUs } = await child.next<{ marksUs: number[] }>();
    await child.ended();
    return marksUs;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
