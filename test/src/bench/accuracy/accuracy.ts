import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Benchmark } from '../result.js';
import { rounded } from '../statistics.js';
import { figuresAt } from './figures.js';
import type { Plan } from './measure.js';
import { Tally } from './tally.js';
import { TARGETS, verdict } from './targets.js';

const SAMPLINGS_S = [5, 15, 30, 60] as const;
const CLUSTERS = 50;
const SPIKES_EACH = 20;
const SEED = 5;

/** How far what `timeline` says is from what was so. */
export const accuracy: Benchmark = {
  summary: 'error of boundaries, gaps, GPU-seconds and forecasts over 1,000 simulated spikes at 5 to 60 s',
  async run() {
    const begunMs = performance.now();
    const tally = await measureAll();
    const bySampling = Object.fromEntries(SAMPLINGS_S.map((at) => [`${at}_s`, figuresAt(tally, String(at))]));
    const targets = verdict(tally, SAMPLINGS_S);
    const count = (name: string): number => tally.counts.get(name) ?? 0;
    return {
      bench: 'accuracy',
      figures: {
        seed: SEED,
        spikes: count('spikes'),
        pods: count('pods'),
        gpus: count('gpus'),
        cold_starts: count('cold_starts'),
        reached: targets,
        ...bySampling,
        took_s: rounded((performance.now() - begunMs) / 1000, 0),
      },
      targets: TARGETS,
      pass: Object.values(targets).every(({ reached }) => reached),
    };
  },
};

/** Clusters are dealt to as many threads as there are cores; the sums do not depend on how many. */
async function measureAll(): Promise<Tally> {
  const threads = Math.min(availableParallelism(), CLUSTERS);
  const shares = Array.from({ length: threads }, (_, i): Plan => {
    const firstCluster = Math.floor((i * CLUSTERS) / threads);
    const clusters = Math.floor(((i + 1) * CLUSTERS) / threads) - firstCluster;
    return { seed: SEED, firstCluster, clusters, spikes: SPIKES_EACH, samplingsS: SAMPLINGS_S };
  });
  const all = new Tally();
  for (const part of await Promise.all(shares.map(inThread))) all.take(part);
  return all;
}

function inThread(plan: Plan): Promise<Pick<Tally, 'values' | 'counts'>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: plan });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
