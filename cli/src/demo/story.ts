import { setTimeout as delay } from 'node:timers/promises';
import { startAutoscaler } from './autoscaler/index.js';
import { nowS } from './clock.js';
import type { Closers } from './closers.js';
import { AUTOSCALER, MAX_REPLACEMENTS, TELEMETRY, TRAFFIC } from './plan.js';
import { statusLine, type Progress } from './report/index.js';
import { startTraffic } from './traffic/index.js';
import type { World } from './world.js';

/** When the turns of the story came, Unix seconds; `null` where they did not. */
export interface StoryTimes {
  readonly spikeS: number | null;
  /** Every wanted pod was ready. */
  readonly allReadyS: number | null;
}

export interface StoryOptions {
  readonly startedS: number;
  /** Unix seconds; the story is broken off then. */
  readonly deadlineS: number;
  readonly prometheus: boolean;
  readonly run: Closers;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

const POLL_MS = 100;
const STATUS_MS = 500;

/** Two pods serve, traffic jumps, the autoscaler adds four, they get ready, the queue drains. */
export async function playStory(world: World, options: StoryOptions): Promise<StoryTimes> {
  const { cluster, gateway } = world;
  const { progress, signal } = options;
  let stage = 'two pods start';
  const status = setInterval(() => {
    const line = statusLine(
      nowS() - options.startedS,
      stage,
      cluster.pods(),
      gateway.depth(),
      gateway.lastWaitS(),
    );
    progress.status(stage, line);
  }, STATUS_MS);
  options.run.add(() => {
    clearInterval(status);
  });

  const ready = (): number => cluster.pods().filter((pod) => pod.readyS !== null).length;
  const until = async (reached: () => boolean): Promise<boolean> => {
    while (!reached()) {
      if (nowS() >= options.deadlineS) return false;
      if (cluster.pods().filter((pod) => pod.phase === 'Failed').length > MAX_REPLACEMENTS && ready() === 0) {
        throw new Error('the pods fail one after the other and none is ready; their last words are above');
      }
      await delay(POLL_MS, undefined, { signal });
    }
    return true;
  };
  const pass = async (seconds: number): Promise<void> => {
    const endS = nowS() + seconds;
    await until(() => nowS() >= endS);
  };

  cluster.scale(AUTOSCALER.minReplicas);
  if (!(await until(() => ready() >= AUTOSCALER.minReplicas))) return { spikeS: null, allReadyS: null };

  stage = 'steady traffic';
  const traffic = startTraffic({
    url: `${gateway.url}/infer`,
    seed: TRAFFIC.seed,
    ratePerS: TRAFFIC.steadyPerS,
    maxRequests: TRAFFIC.maxRequests,
    maxDurationS: options.deadlineS - nowS(),
  });
  options.run.add(() => traffic.stop(0));
  let wanted: number = AUTOSCALER.minReplicas;
  const stopAutoscaler = startAutoscaler({
    rules: AUTOSCALER,
    pollS: AUTOSCALER.pollS,
    depth: () => gateway.depth(),
    scale(replicas) {
      progress.note(
        `${gateway.depth()} requests wait: the autoscaler goes from ${wanted} to ${replicas} pods.`,
      );
      wanted = replicas;
      stage = 'new pods start';
      cluster.scale(replicas);
    },
  });
  options.run.add(stopAutoscaler);
  await pass(TRAFFIC.steadyForS);

  stage = 'traffic jumps';
  const spikeS = nowS();
  progress.note(`Traffic jumps from ${TRAFFIC.steadyPerS} to ${TRAFFIC.spikePerS} requests per second.`);
  traffic.setRate(TRAFFIC.spikePerS);
  const all = await until(() => wanted > AUTOSCALER.minReplicas && ready() >= wanted);
  const allReadyS = all ? nowS() : null;
  if (all) {
    stage = 'all pods serve';
    // A scrape has to see the last pod ready before its process ends.
    await pass(options.prometheus ? Math.max(TRAFFIC.afterForS, TELEMETRY.scrapeS + 2) : TRAFFIC.afterForS);
  } else {
    progress.note(
      'The time of the run is over before every pod is ready; the summary shows how far they got.',
    );
  }
  stage = 'the last requests';
  stopAutoscaler();
  await traffic.stop(3000);
  return { spikeS, allReadyS };
}
