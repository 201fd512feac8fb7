import { TIMELINE_QUERIES, type Series, type TimelineData, type TimelineOptions } from '@coldstart/timeline';
import { exposeAllGpus, exposeSpike } from './exporters/index.js';
import { answer, scrape, type Range } from './prometheus/index.js';
import type { Random } from './random.js';
import type { Spike } from './world/index.js';

/** What the Prometheus servers of a cluster have of a spike, scraped every `scrapeS`. */
export interface Stored {
  readonly spike: Spike;
  readonly scrapeS: number;
  readonly series: readonly Series[];
}

/**
 * What is stored of a spike at each of the scrape intervals. `random`: of the offsets and faults of exporters and
 * scrapes, not of what is true.
 */
export function store(spike: Spike, scrapeIntervalsS: readonly number[], random: Random): Stored[] {
  const { fromS, untilS, cluster } = spike;
  const exposed = exposeSpike(spike, random.fork('exporters'));
  const servers = cluster.pair ? ['a', 'b'] : ['a'];
  return scrapeIntervalsS.map((scrapeS) => {
    const all = [...exposed, ...exposeAllGpus(spike, scrapeS, random.fork('gpus'))];
    const setup = { fromS, untilS, scrapeS, servers };
    return { spike, scrapeS, series: scrape(all, setup, random.fork('scrapes')) };
  });
}

/** A view that shows a spike up to `nowS`, in steps as long as the scrape interval. */
export function viewOf({ spike, scrapeS }: Stored, nowS = spike.untilS): Range & { readonly nowS: number } {
  return { fromS: spike.fromS, toS: nowS, stepS: scrapeS, nowS };
}

/** What `buildTimeline` gets from a panel that looks at the spike at `nowS`. */
export function render(
  stored: Stored,
  nowS = stored.spike.untilS,
): { readonly data: TimelineData; readonly options: TimelineOptions } {
  const view = viewOf(stored, nowS);
  const series = TIMELINE_QUERIES.flatMap((query) => answer(query, stored.series, view));
  return { data: { series }, options: { fromS: view.fromS, toS: view.toS, nowS } };
}
