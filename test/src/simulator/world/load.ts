import type { Phase } from '@coldstart/conventions';
import type { Random } from '../random.js';
import type { Deployment } from './cluster.js';
import { OUTLIERS, SPREAD } from './timings.js';
import type { TruePhase } from './truth.js';

/** What a load finds on its node. */
export interface Found {
  readonly weightsCached: boolean;
  readonly compileCached: boolean;
  /** The weights are on the node when the process begins: an init container brought them. */
  readonly fetched: boolean;
  /** Pods that download at the same time share the line. */
  readonly crowd: number;
}

/** A load that nothing interrupts. */
export interface WholeLoad {
  readonly phases: readonly TruePhase[];
  readonly modelReadyS: number;
}

/** How much a download slows down for each other one that runs; ours. */
const CROWDING = 0.12;

/** How long the download of the weights takes, seconds. */
export function drawFetchS({ typical }: Deployment, crowd: number, random: Random): number {
  const crawling = random.chance(OUTLIERS.crawlingFetch.chance) ? OUTLIERS.crawlingFetch.factor : 1;
  return typical.fetch * random.factor(SPREAD.fetch) * (1 + CROWDING * (crowd - 1)) * crawling;
}

/** The phases inside a server whose process starts at `startS`. */
export function drawLoad(deployment: Deployment, startS: number, found: Found, random: Random): WholeLoad {
  const { typical, timings } = deployment;
  const phases: TruePhase[] = [];
  let atS = startS;
  const pause = (longestS: number): void => {
    atS += random.between(0, longestS);
  };
  const add = (phase: Phase, seconds: number): void => {
    phases.push({ phase, startS: atS, endS: atS + seconds, outcome: 'ok' });
    atS += seconds;
    pause(0.3);
  };

  add('runtime_init', typical.imports * random.factor(SPREAD.imports));
  add('tokenizer_init', random.between(...timings.tokenizer));
  if (!found.weightsCached && !found.fetched)
    add('weights_fetch', drawFetchS(deployment, found.crowd, random));
  loadWeights();
  pause(deployment.unloggedS);
  const endless = random.chance(OUTLIERS.endlessCompile.chance);
  const compileS = found.compileCached ? typical.compileCached : typical.compile;
  add('compile', endless ? OUTLIERS.endlessCompile.seconds : compileS * random.factor(SPREAD.compile));
  add('cache_alloc', typical.cacheAlloc * random.factor(SPREAD.graphs));
  add('graph_capture', typical.graphs * random.factor(SPREAD.graphs));
  pause(deployment.unloggedS);
  add('warmup', random.between(...timings.warmup));
  return { phases, modelReadyS: atS };

  function loadWeights(): void {
    const factor = random.factor(SPREAD.weights);
    const readS = typical.read * factor;
    const transferS = typical.transfer * factor;
    const read = { phase: 'weights_read', startS: atS, endS: atS + readS, outcome: 'ok' } as const;
    // Who streams is done a little after the last byte was read.
    const transferStartS = deployment.streamsWeights ? atS + 0.1 * readS : atS + readS;
    const transferEndS = Math.max(transferStartS + transferS, atS + readS + 0.1);
    phases.push({ phase: 'weights_load', startS: atS, endS: transferEndS, outcome: 'ok' }, read, {
      phase: 'weights_transfer',
      startS: transferStartS,
      endS: transferEndS,
      outcome: 'ok',
    });
    atS = transferEndS;
    pause(0.3);
  }
}

/** The load as it is when its process ends at `atS`; the phase that runs then is failed, or cut where it was killed. */
export function interrupted(
  phases: readonly TruePhase[],
  atS: number,
  outcome: 'failed' | 'cut',
): TruePhase[] {
  return phases
    .filter(({ startS }) => startS < atS)
    .map((phase) => (phase.endS <= atS ? phase : { ...phase, endS: atS, outcome }));
}
