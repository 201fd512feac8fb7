import { buildTimeline, type ColdStart } from '@coldstart/timeline';
import {
  drawCluster,
  drawSpike,
  Random,
  render,
  store,
  type Spike,
  type Stored,
} from '../../simulator/index.js';
import { measureBoundaries } from './boundaries.js';
import { measureEta } from './eta.js';
import { measureGaps, measureGpuSeconds } from './idle.js';
import { dashboardOf, measureNaive } from './naive.js';
import { Tally } from './tally.js';
import { coveredS } from './true-gaps.js';
import { namedStretches, trueStarts } from './true-start.js';

/** What is drawn: `spikes` for each cluster from `firstCluster` on. */
export interface Plan {
  readonly seed: number;
  readonly firstCluster: number;
  readonly clusters: number;
  readonly spikes: number;
  readonly samplingsS: readonly number[];
}

/** The first spike of every cluster, Unix seconds, and the time from one to the next. */
const BEGIN_S = 1_760_000_000;
const APART_S = 6 * 3600;

/** Draws spikes, renders each at every sampling, and compares what `timeline` makes of it with the truth. */
export function measure({ seed, firstCluster, clusters, spikes, samplingsS }: Plan): Tally {
  const tally = new Tally();
  for (let number = firstCluster; number < firstCluster + clusters; number++) {
    const random = new Random(seed).fork(`cluster ${number}`);
    const cluster = drawCluster(`c${number}`, random);
    const histories = new Map<number, ColdStart[]>();
    for (let i = 0; i < spikes; i++) {
      const roseS = BEGIN_S + i * APART_S + random.between(0, 3600);
      const spike = drawSpike(cluster, i, roseS, random.fork(`spike ${i}`));
      countSpike(spike, tally);
      for (const stored of store(spike, samplingsS, random.fork(`rendering ${i}`))) {
        const history = histories.get(stored.scrapeS) ?? [];
        measureEta(stored, history, random.fork(`asked ${i}`), tally, String(stored.scrapeS));
        const coldStarts = measureSpike(stored, tally);
        history.push(...coldStarts.filter(({ outcome }) => outcome.kind === 'ready'));
        histories.set(stored.scrapeS, history);
      }
    }
  }
  return tally;
}

function countSpike({ pods }: Spike, tally: Tally): void {
  tally.count('spikes');
  tally.count('pods', pods.length);
  tally.count(
    'gpus',
    pods.reduce((sum, { gpus }) => sum + gpus.length, 0),
  );
  tally.count('cold_starts', pods.flatMap(trueStarts).length);
}

function measureSpike(stored: Stored, tally: Tally): readonly ColdStart[] {
  const at = String(stored.scrapeS);
  const { data, options } = render(stored);
  const { coldStarts } = buildTimeline(data, options);
  const byAttempt = new Map(coldStarts.map((one) => [`${one.pod}/${one.attempt}`, one]));
  const dashboard = dashboardOf(stored);
  for (const truth of stored.spike.pods.flatMap(trueStarts)) {
    const key = `${truth.pod.name}/${truth.attempt}`;
    const coldStart = byAttempt.get(key);
    byAttempt.delete(key);
    tally.count(`${at}/cold_starts/true`);
    if (coldStart) {
      tally.count(`${at}/cold_starts/found`);
      if (sameOutcome(truth.life?.end.kind ?? 'deleted', coldStart))
        tally.count(`${at}/cold_starts/outcome_right`);
      const trueS = truth.endS - truth.startS;
      const how = truth.life?.end.kind === 'ready' ? 'ready' : 'not_ready';
      tally.add(`${at}/duration/${how}`, Math.abs(coldStart.durationS - trueS));
      tally.count(`${at}/unattributed/shown`, coldStart.unattributedS);
      tally.count(`${at}/unattributed/shown_of`, coldStart.durationS);
      const namelessS = trueS - coveredS(namedStretches(truth));
      tally.count(`${at}/unattributed/true`, namelessS);
      tally.count(`${at}/unattributed/true_of`, trueS);
      tally.add(`${at}/unattributed/error`, Math.abs(coldStart.unattributedS - namelessS));
    }
    measureBoundaries(truth, coldStart, tally, at);
    measureGaps(truth, coldStart, stored, tally, at);
    measureGpuSeconds(truth, coldStart, stored, tally, at);
    measureNaive(truth, dashboard, tally, at);
  }
  tally.count(`${at}/cold_starts/invented`, byAttempt.size);
  return coldStarts;
}

/** A pod that is deleted while it loads has failed where its deletion was seen, and is lost where it was not. */
function sameOutcome(end: 'ready' | 'failed' | 'deleted', { outcome }: ColdStart): boolean {
  return (
    outcome.kind === end || (end === 'deleted' && (outcome.kind === 'lost' || outcome.kind === 'failed'))
  );
}
