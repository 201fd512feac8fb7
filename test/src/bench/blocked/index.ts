import type { Benchmark } from '../result.js';
import { startChild } from '../child/index.js';
import { withModel } from '../model/index.js';
import { median, rounded } from '../statistics.js';
import { poll } from './poll.js';

const LOADS = 5;
/** About 690 MB. */
const TABLES = 7;
const WORST_MS = 100;
const RATIO = 1 / 20;

/** How long `/metrics` lets a scraper wait while a native load blocks the main thread. */
export const metricsWhileBlocked: Benchmark = {
  summary: 'answer time of /metrics during a real load, beside an exporter on the main thread',
  async run() {
    const worker: number[] = [];
    const main: number[] = [];
    const loadsMs: number[] = [];
    const bytes = await withModel(TABLES, async (model) => {
      for (let load = 0; load < LOADS; load++) {
        const seen = await measure(model.path);
        worker.push(...seen.worker);
        main.push(...seen.main);
        loadsMs.push(seen.loadMs);
      }
      return model.bytes;
    });
    const worst = Math.max(...worker);
    const ratio = worst / Math.max(...main);
    return {
      bench: 'metrics-while-blocked',
      figures: {
        model_bytes: bytes,
        loads: LOADS,
        load_median_ms: rounded(median(loadsMs), 0),
        worker: {
          answers: worker.length,
          worst_ms: rounded(worst, 1),
          median_ms: rounded(median(worker), 1),
        },
        main_thread: {
          answers: main.length,
          worst_ms: rounded(Math.max(...main), 1),
          median_ms: rounded(median(main), 1),
        },
        worst_ratio: rounded(ratio, 4),
      },
      targets: { worker_worst_ms: WORST_MS, worst_ratio: RATIO },
      pass: worst <= WORST_MS && ratio <= RATIO,
    };
  },
};

/** One load in a process of its own; the times of the answers that were asked for while it ran. */
async function measure(path: string): Promise<{ worker: number[]; main: number[]; loadMs: number }> {
  const child = startChild(new URL('./server.js', import.meta.url), [path]);
  const urls = await child.next<{ worker: string; main: string }>();
  const over = new AbortController();
  const polls = [poll(urls.worker, over.signal), poll(urls.main, over.signal)];
  child.tell('load');
  const { fromMs, toMs } = await child.next<{ fromMs: number; toMs: number }>();
  over.abort();
  const [worker = [], main = []] = (await Promise.all(polls)).map((answers) =>
    answers
      .filter((answer) => answer.fromMs + answer.tookMs >= fromMs && answer.fromMs <= toMs)
      .map(({ tookMs }) => tookMs),
  );
  child.tell('stop');
  await child.ended();
  return { worker, main, loadMs: toMs - fromMs };
}
