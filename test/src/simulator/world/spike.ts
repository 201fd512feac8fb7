import type { Random } from '../random.js';
import type { Cluster, Deployment, Node } from './cluster.js';
import { drawGpus, drawPod } from './pod.js';
import { drawQueue, type TrueQueue } from './queue.js';
import { SCALER_POLL_S } from './timings.js';
import { endS, type TruePod } from './truth.js';

/** A burst of traffic that makes an autoscaler add pods, and all that is true of it. */
export interface Spike {
  readonly cluster: Cluster;
  readonly deployment: Deployment;
  readonly pods: readonly TruePod[];
  /** Replicas that served before. */
  readonly replicasBefore: number;
  /** When traffic rose, and when the autoscaler asked for more. */
  readonly roseS: number;
  readonly decidedS: number;
  /** A view on it: from before it to when the last of its pods was ready or over. */
  readonly fromS: number;
  readonly untilS: number;
  readonly queue: TrueQueue;
}

const VIEW_BEFORE_S = 120;
const VIEW_AFTER_S = 120;
const PODS = [2, 12] as const;
/** A node whose clock is off by seconds. */
const WRONG_CLOCK = { chance: 0.01, offS: [0.5, 3] } as const;

export function drawSpike(cluster: Cluster, number: number, roseS: number, random: Random): Spike {
  const deployment = random.pick(cluster.deployments);
  const count = random.whole(...PODS);
  const replicasBefore = random.whole(1, 4);
  const polledS = roseS + random.between(0, SCALER_POLL_S);
  // A first poll may see a queue that is still short.
  const decidedS = random.chance(0.7) ? polledS : polledS + SCALER_POLL_S;
  const halves = random.chance(0.25) ? Math.ceil(count / 2) : count;
  const pods = Array.from({ length: count }, (_, i) => {
    const own = random.fork(`pod ${i}`);
    const name = `${deployment.name}-${number.toString(36)}-${i}`;
    const waveS = i < halves ? 0 : SCALER_POLL_S;
    return {
      own,
      pod: drawPod(
        {
          name,
          uid: `uid-${name}`,
          node: drawNode(cluster, `${cluster.name}-n${number}-${i}`, deployment, own),
          deployment,
          createdS: decidedS + waveS + 0.2 + 0.03 * i + own.between(0, 0.05),
          crowd: halves,
        },
        own,
      ),
    };
  });
  const untilS =
    Math.max(
      ...pods.map(({ pod }) => {
        const last = pod.attempts.at(-1)?.end;
        return last ? endS(last) : pod.deletedS;
      }),
    ) + VIEW_AFTER_S;
  const calmPerS = 0.5 * replicasBefore * deployment.requestsPerS;
  const queue = drawQueue(
    {
      fromS: roseS - VIEW_BEFORE_S,
      untilS,
      calmPerS,
      spikePerS: 0.8 * (replicasBefore + count) * deployment.requestsPerS,
      spikeFromS: roseS,
      spikeUntilS: untilS - VIEW_AFTER_S,
    },
    (atS) => (replicasBefore + serving(atS)) * deployment.requestsPerS,
    random.fork('queue'),
  );
  function serving(atS: number): number {
    return pods.reduce((sum, { pod }) => {
      const last = pod.attempts.at(-1)?.end;
      return sum + (last?.kind === 'ready' && last.podReadyS <= atS && atS < pod.deletedS ? 1 : 0);
    }, 0);
  }
  return {
    cluster,
    deployment,
    pods: pods.map(({ pod, own }) => ({ ...pod, gpus: drawGpus(pod, untilS, own.fork('gpus')) })),
    replicasBefore,
    roseS,
    decidedS,
    fromS: roseS - VIEW_BEFORE_S,
    untilS,
    queue,
  };
}

function drawNode(cluster: Cluster, name: string, { chances }: Deployment, random: Random): Node {
  const wrongS = random.chance(WRONG_CLOCK.chance)
    ? random.between(...WRONG_CLOCK.offS) * (random.chance(0.5) ? 1 : -1)
    : 0;
  return {
    name,
    clockS: cluster.nodeClockSpreadS * random.normal() + wrongS,
    warm: !random.chance(chances.coldNode),
  };
}
