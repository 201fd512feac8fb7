import { QUEUE_WAIT_BUCKETS_S } from '@coldstart/conventions';
import type { QueueSnapshot } from '../queue/index.js';
import type { Labels, Observation } from './observation.js';

/** The queue of the server as it last told it. `pod`: see `podAttributes`. */
export function queueObservations(queue: QueueSnapshot, pod: Labels): Observation[] {
  const { depth, counts, sumS, count } = queue;
  return [
    ...(depth === null ? [] : [{ metric: 'QUEUE_DEPTH' as const, value: depth, attributes: pod }]),
    ...(count === 0
      ? []
      : [
          {
            metric: 'QUEUE_WAIT' as const,
            value: { bounds: QUEUE_WAIT_BUCKETS_S, counts, sum: sumS },
            attributes: pod,
          },
        ]),
  ];
}
