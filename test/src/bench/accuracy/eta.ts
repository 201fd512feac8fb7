import { buildTimeline, readyEta, type ColdStart } from '@coldstart/timeline';
import { render, type Random, type Stored } from '../../simulator/index.js';
import { median } from '../statistics.js';
import { trueStarts, type TrueStart } from './true-start.js';
import type { Tally } from './tally.js';

/** How much of its true length a load is through when it is asked. */
export const ASKED_AT = [0.25, 0.5, 0.75] as const;

/** Pods of a spike that are asked: a view for each moment of each costs a whole timeline. */
const ASKED_PODS = 2;

/**
 * When loads in progress will be ready, asked of what a panel shows at that moment and of the ready loads of earlier
 * spikes. Beside it the naive answer: the median of what loads of that model took, less what has gone by.
 */
export function measureEta(
  stored: Stored,
  history: readonly ColdStart[],
  random: Random,
  tally: Tally,
  at: string,
): void {
  const becameReady = stored.spike.pods.flatMap(trueStarts).filter(({ life }) => life?.end.kind === 'ready');
  for (const truth of pickSome(becameReady, random)) {
    for (const part of ASKED_AT) {
      const nowS = truth.startS + part * (truth.endS - truth.startS);
      const { data, options } = render(stored, nowS);
      const coldStart = buildTimeline(data, options).coldStarts.find(
        ({ pod, attempt }) => pod === truth.pod.name && attempt === truth.attempt,
      );
      compare(truth, coldStart, history, nowS, tally, `${at}/eta/${part}`);
    }
  }
}

function compare(
  truth: TrueStart,
  coldStart: ColdStart | undefined,
  history: readonly ColdStart[],
  nowS: number,
  tally: Tally,
  name: string,
): void {
  tally.count(`${name}/asked`);
  const totals = history
    .filter(({ model }) => model === truth.pod.deployment.model)
    .map(({ durationS }) => durationS);
  const eta = coldStart ? readyEta(coldStart, history, nowS) : null;
  if (!coldStart || eta?.kind !== 'estimate' || totals.length === 0) {
    tally.count(`${name}/silent`);
    return;
  }
  const naiveS = Math.max(nowS, coldStart.startS + median(totals));
  tally.add(`${name}/error`, Math.abs(eta.atS - truth.endS));
  tally.add(`${name}/naive`, Math.abs(naiveS - truth.endS));
  if (eta.earliestS <= truth.endS && truth.endS <= eta.latestS) tally.count(`${name}/inside`);
}

function pickSome(starts: readonly TrueStart[], random: Random): TrueStart[] {
  const left = [...starts];
  const picked: TrueStart[] = [];
  while (left.length > 0 && picked.length < ASKED_PODS) {
    picked.push(...left.splice(random.whole(0, left.length - 1), 1));
  }
  return picked;
}
