import type { Random } from '../random.js';
import type { Spike } from '../world/index.js';
import { exposeGpus } from './dcgm-exporter.js';
import type { Exposed } from './exposed.js';
import { exposePod } from './kube-state-metrics.js';
import { exposeOwn } from './own.js';
import { exposeQueue } from './queue.js';

export { collectIntervalS } from './dcgm-exporter.js';
export type { Exposed, Piece } from './exposed.js';

/** Everything that can be scraped during a spike. What varies with the scrape interval is drawn anew for each. */
export function exposeSpike(spike: Spike, scrapeS: number, random: Random): Exposed[] {
  return [
    ...spike.pods.flatMap((pod) => [
      ...exposeOwn(spike, pod, random.fork(`own ${pod.name}`)),
      ...exposePod(spike, pod, random.fork(`kube ${pod.name}`)),
      ...exposeGpus(spike, pod, scrapeS, random.fork(`gpu ${scrapeS} ${pod.name}`)),
    ]),
    ...exposeQueue(spike),
  ];
}
