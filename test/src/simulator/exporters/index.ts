import type { Random } from '../random.js';
import type { Spike } from '../world/index.js';
import { exposeGpus } from './dcgm-exporter.js';
import type { Exposed } from './exposed.js';
import { exposePod } from './kube-state-metrics.js';
import { exposeOwn } from './own.js';
import { exposeQueue } from './queue.js';

export { collectIntervalS } from './dcgm-exporter.js';
export type { Exposed, Piece } from './exposed.js';

/** What can be scraped during a spike and does not depend on how often it is. */
export function exposeSpike(spike: Spike, random: Random): Exposed[] {
  return [
    ...spike.pods.flatMap((pod) => [
      ...exposeOwn(spike, pod, random.fork(`own ${pod.name}`)),
      ...exposePod(spike, pod, random.fork(`kube ${pod.name}`)),
    ]),
    ...exposeQueue(spike),
  ];
}

/** What GPU exporters show that may measure as often as they are scraped. */
export function exposeAllGpus(spike: Spike, scrapeS: number, random: Random): Exposed[] {
  return spike.pods.flatMap((pod) => exposeGpus(spike, pod, scrapeS, random.fork(`${scrapeS} ${pod.name}`)));
}
