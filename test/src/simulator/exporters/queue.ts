import { QUEUE_WAIT_BUCKETS_S } from '@coldstart/conventions';
import type { Spike } from '../world/index.js';
import type { Exposed, Piece } from './exposed.js';

/** How often the counters of the front door are brought up to date for a reader. */
const KEPT_S = 1;

type Growing = { -readonly [Key in keyof Piece]: Piece[Key] };

/** What the front door of a model exposes: the queue is its own, so it is there before, during and after the spike. */
export function exposeQueue({ cluster, deployment, queue, fromS, untilS }: Spike): Exposed[] {
  const target = `pod/${deployment.name}-gateway`;
  const labels = {
    k8s_namespace_name: cluster.namespace,
    k8s_pod_name: `${deployment.name}-gateway`,
    k8s_container_name: 'gateway',
    model_name: deployment.model,
    job: 'coldstart',
    instance: `${deployment.name}-gateway:9464`,
  };
  const bounds = [...QUEUE_WAIT_BUCKETS_S, Infinity];
  const counts = new Array<number>(bounds.length).fill(0);
  const depth: Growing[] = [];
  const buckets: Growing[][] = bounds.map(() => []);
  let next = 0;
  for (let atS = fromS; atS < untilS; atS += KEPT_S) {
    for (let wait = queue.waits[next]; wait && wait.endS <= atS; wait = queue.waits[++next]) {
      for (let i = 0; i < bounds.length; i++) {
        if (wait.waitedS <= (bounds[i] ?? Infinity)) counts[i] = (counts[i] ?? 0) + 1;
      }
    }
    extend(depth, atS, queue.depth[Math.floor((atS - fromS) / queue.stepS)] ?? 0);
    if ((counts.at(-1) ?? 0) === 0) continue;
    buckets.forEach((pieces, i) => {
      extend(pieces, atS, counts[i] ?? 0);
    });
  }
  return [
    { target, metric: 'coldstart_queue_depth', labels, pieces: depth },
    ...bounds.map((bound, i) => ({
      target,
      metric: 'coldstart_queue_wait_seconds_bucket',
      labels: { ...labels, le: bound === Infinity ? '+Inf' : String(bound) },
      pieces: buckets[i] ?? [],
    })),
  ];
}

/** From `atS` on the value stands; where it already did it goes on. */
function extend(pieces: Growing[], atS: number, value: number): void {
  const last = pieces.at(-1);
  if (last?.value === value) last.untilS = atS + KEPT_S;
  else pieces.push({ fromS: atS, untilS: atS + KEPT_S, value });
}
