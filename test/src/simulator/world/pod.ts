import type { Random } from '../random.js';
import { BusyTimes, type Stretch } from './busy-times.js';
import type { Deployment, Node } from './cluster.js';
import { workIn, workServing } from './gpu-work.js';
import { drawFetchS, drawLoad, interrupted, type Found } from './load.js';
import { COLD_NODE } from './timings.js';
import { endS, type TrueAttempt, type TrueEnd, type TruePod } from './truth.js';

export interface PodPlan {
  readonly name: string;
  readonly uid: string;
  readonly node: Node;
  readonly deployment: Deployment;
  readonly createdS: number;
  /** Pods of the same scale-up. */
  readonly crowd: number;
}

/** How often it goes wrong; ours. */
const CHANCES = { fails: 0.03, failsForGood: 0.3, deleted: 0.02, compileCached: 0.6 } as const;

/** The kubelet waits 10 s before it starts a container again for the first time. */
const BACK_OFF_S = 10;

/** One pod from its creation on; what its GPUs do is drawn when it is known how long to look. */
export function drawPod(plan: PodPlan, random: Random): Omit<TruePod, 'gpus'> {
  const { deployment, node, createdS, crowd } = plan;
  const { timings } = deployment;
  const provisioningS = node.warm ? 0 : random.between(...COLD_NODE.provisioning);
  const scheduledS = createdS + 0.005 + random.between(...timings.scheduled) + provisioningS;
  const allocatedS = scheduledS + random.between(0.02, 0.8);
  const sandboxedS = allocatedS + random.between(...timings.sandbox);
  const weightsCached = node.warm && random.chance(deployment.chances.weightsCached);
  const compileCached = node.warm && random.chance(CHANCES.compileCached);

  let readyToStartS = sandboxedS;
  const pullS = node.warm ? 0 : random.between(...deployment.coldImagePullS);
  const imagePull = pullS > 0 ? { startS: readyToStartS, endS: readyToStartS + pullS } : null;
  if (imagePull) readyToStartS = imagePull.endS;
  const initS = deployment.fetchesInInit && !weightsCached ? drawFetchS(deployment, crowd, random) : 0;
  const init = initS > 0 ? { startS: readyToStartS + 0.2, endS: readyToStartS + 0.2 + initS } : null;
  if (init) readyToStartS = init.endS;
  const containerStartedS = readyToStartS + random.between(0.2, 1);

  const found: Found = { weightsCached, compileCached, fetched: init !== null, crowd };
  const lives = drawLives(plan, containerStartedS, found, random);
  const deletedS = random.chance(CHANCES.deleted)
    ? createdS + (lives.untilS - createdS) * random.between(0.2, 0.95)
    : Infinity;
  const attempts = deletedS < Infinity ? cutLives(lives.attempts, deletedS) : lives.attempts;
  const last = attempts.at(-1)?.end;
  const readyS = last?.kind === 'ready' ? last.podReadyS : Infinity;
  return {
    name: plan.name,
    uid: plan.uid,
    node,
    deployment,
    createdS,
    scheduledS,
    allocatedS,
    imagePull,
    init,
    attempts,
    weightsCached,
    deletedS,
    firstRequestS: readyS < Infinity ? readyS + random.exponential(1) + 0.05 : Infinity,
    failedForGood: last?.kind === 'failed',
  };
}

interface Lives {
  readonly attempts: readonly TrueAttempt[];
  /** The end of the last. */
  readonly untilS: number;
}

function drawLives({ deployment }: PodPlan, containerStartedS: number, found: Found, random: Random): Lives {
  const processStartedS = containerStartedS + random.between(0.02, 0.4);
  const whole = drawLoad(deployment, processStartedS, found, random);
  const readyOf = (modelReadyS: number): TrueEnd => ({
    kind: 'ready',
    modelReadyS,
    podReadyS: modelReadyS + random.between(...deployment.timings.probeLag),
  });
  if (!random.chance(CHANCES.fails)) {
    const end = readyOf(whole.modelReadyS);
    const life = { attempt: 1, containerStartedS, processStartedS, processEndedS: Infinity };
    return { attempts: [{ ...life, phases: whole.phases, end }], untilS: endS(end) };
  }
  const failedS = random.between(processStartedS + 1, whole.modelReadyS);
  const processEndedS = failedS + random.between(0.05, 2);
  const failed: TrueAttempt = {
    attempt: 1,
    containerStartedS,
    processStartedS,
    processEndedS,
    phases: interrupted(whole.phases, failedS, 'failed'),
    end: { kind: 'failed', atS: failedS },
  };
  if (random.chance(CHANCES.failsForGood)) return { attempts: [failed], untilS: failedS };
  const againS = processEndedS + BACK_OFF_S + random.between(0, 2);
  const processAgainS = againS + random.between(0.02, 0.4);
  const second = drawLoad(deployment, processAgainS, { ...found, weightsCached: true }, random);
  const end = readyOf(second.modelReadyS);
  const again: TrueAttempt = {
    attempt: 2,
    containerStartedS: againS,
    processStartedS: processAgainS,
    processEndedS: Infinity,
    phases: second.phases,
    end,
  };
  return { attempts: [failed, again], untilS: endS(end) };
}

/** What is left of the lives of a pod that is deleted while it loads. */
function cutLives(attempts: readonly TrueAttempt[], deletedS: number): TrueAttempt[] {
  return attempts
    .filter(({ containerStartedS }) => containerStartedS < deletedS)
    .map((life) => {
      if (endS(life.end) <= deletedS) return life;
      return {
        ...life,
        processStartedS: Math.min(life.processStartedS, deletedS),
        processEndedS: deletedS,
        phases: interrupted(life.phases, deletedS, 'cut'),
        end: { kind: 'deleted', atS: deletedS },
      };
    });
}

/** What the GPUs of a pod do, at most until `untilS`. */
export function drawGpus(
  { deployment, uid, attempts, deletedS }: Omit<TruePod, 'gpus'>,
  untilS: number,
  random: Random,
): TruePod['gpus'] {
  const { gpus, castsWeights } = deployment;
  const work: Stretch[][] = Array.from({ length: gpus }, () => []);
  const take = (bursts: readonly Stretch[][]): void => {
    bursts.forEach((own, i) => work[i]?.push(...own));
  };
  for (const { phase, ...extent } of attempts.flatMap(({ phases }) => phases)) {
    take(workIn(phase, extent, gpus, castsWeights, random));
  }
  const last = attempts.at(-1)?.end;
  const servesUntilS = Math.min(untilS, deletedS);
  if (last?.kind === 'ready' && last.podReadyS < servesUntilS) {
    take(workServing(last.podReadyS, servesUntilS, gpus, random));
  }
  return work.map((bursts, index) => ({
    uuid: `GPU-${uid}-${index}`,
    index,
    busy: new BusyTimes(bursts.sort((a, b) => a.startS - b.startS)),
  }));
}
