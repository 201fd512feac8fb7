/** One size of fleet in a process of its own: `measure.js PODS ROUNDS`. Says one line of JSON. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { TimelineBuilder, type Series } from '@coldstart/timeline';
import { say } from '../child/index.js';
import { median } from '../statistics.js';
import { fleet, PHASES_PER_POD, podSeries, STEP_S, VIEW, type View } from './fleet.js';
import type { Cost, Size } from './model.js';

const [pods = 0, rounds = 0] = process.argv.slice(2).map(Number);
/** Of the pods, in every refresh. */
const CHANGED_SHARE = 0.01;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** All collected, so that no build pays for what came before it. CPU time is of all threads, the collector's too. */
function cost(work: () => void): Cost {
  collectGarbage();
  const cpu = process.cpuUsage();
  const begunMs = performance.now();
  work();
  const wallMs = performance.now() - begunMs;
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

function heldMb(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
}

/** In the order in which a query answers: metric by metric. */
function answered(all: readonly (readonly Series[])[]): Series[] {
  const byMetric = new Map<string, Series[]>();
  for (const one of all.flat()) {
    const same = byMetric.get(one.metric);
    if (same) same.push(one);
    else byMetric.set(one.metric, [one]);
  }
  return [...byMetric.values()].flat();
}

/** Every object and array anew, as a data source that is asked again. */
function asAnsweredAgain({ metric, labels, timesS, values }: Series): Series {
  return {
    metric,
    labels: { ...labels },
    timesS: Float64Array.from(timesS),
    values: Float64Array.from(values),
  };
}

function later(round: number): View {
  return { ...VIEW, nowS: VIEW.nowS + round * STEP_S, toS: VIEW.toS + round * STEP_S };
}

const data = fleet(pods);
const series = answered(data);
const dataMb = heldMb();

/** Changes the next pods, at places spread over the fleet. */
let changes = 0;
function changeSome(): void {
  const count = Math.round(pods * CHANGED_SHARE);
  for (let i = 0; i < count; i++) {
    changes++;
    const index = (changes * 97) % pods;
    data[index] = podSeries(index, changes);
  }
}

const full: Cost[] = [];
let wrong = 0;
for (let round = 0; round < rounds; round++) {
  full.push(
    cost(() => {
      const { coldStarts } = new TimelineBuilder().build({ series }, VIEW);
      wrong += coldStarts.filter(
        ({ phases, outcome }) => phases.length !== PHASES_PER_POD || outcome.kind !== 'ready',
      ).length;
      wrong += Math.abs(pods - coldStarts.length);
    }),
  );
}

const builder = new TimelineBuilder();
let timeline = builder.build({ series }, VIEW);
const keptMb = heldMb() - dataMb;
const refresh: Cost[] = [];
const refreshNewObjects: Cost[] = [];
for (let round = 1; round <= rounds; round++) {
  changeSome();
  const same = answered(data);
  refresh.push(
    cost(() => {
      timeline = builder.build({ series: same }, later(2 * round));
    }),
  );
  changeSome();
  const anew = answered(data).map(asAnsweredAgain);
  refreshNewObjects.push(
    cost(() => {
      timeline = builder.build({ series: anew }, later(2 * round + 1));
    }),
  );
}
wrong += Math.abs(pods - timeline.coldStarts.length);

const middle = (costs: readonly Cost[]): Cost => ({
  wallMs: median(costs.map(({ wallMs }) => wallMs)),
  cpuMs: median(costs.map(({ cpuMs }) => cpuMs)),
});
say({
  pods,
  series: series.length,
  samples: series.reduce((sum, { timesS }) => sum + timesS.length, 0),
  wrong,
  full: middle(full),
  refresh: middle(refresh),
  refreshNewObjects: middle(refreshNewObjects),
  dataMb,
  keptMb,
  peakMb: process.resourceUsage().maxRSS / 1000,
} satisfies Size);
