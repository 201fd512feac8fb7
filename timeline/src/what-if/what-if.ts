import {
  classesOf,
  intervalOf,
  isOfOneModel,
  readyLoads,
  weightedQuantile,
  type HistoryClass,
  type Interval,
} from '../history/index.js';
import type { QueueImpact } from '../impact/index.js';
import type { ColdStart } from '../model.js';
import type { WhatIf } from './answer.js';
import { gpuCount } from './parts.js';
import { SHOWN_BY_LOADS, type ShownByLoads } from './remedies.js';

/** Fewer loads than this show nothing. */
const FEWEST_SHOWN = 3;

/**
 * What each remedy would have made of a cold start that has become ready, one answer per remedy. A part of it (the
 * weights; the start of the container; the work of the server) is taken out and replaced by that part of each load of
 * the history that shows the remedy; the rest stays as it was. The loads are those of the narrowest class with three
 * that show it, and are named. `impacts` tell when the queue first grew. `history` may hold anything.
 */
export function whatIf(
  coldStart: ColdStart,
  history: readonly ColdStart[],
  impacts: readonly QueueImpact[] = [],
): WhatIf[] {
  const loads = readyLoads(history, coldStart, Infinity);
  return [
    ...SHOWN_BY_LOADS.map((remedy) => shownByLoads(coldStart, loads, remedy)),
    startedWithTheQueue(coldStart, impacts),
  ];
}

const NOT_READY = 'It is not ready: how long it takes is not known yet.';

function shownByLoads(coldStart: ColdStart, loads: readonly ColdStart[], remedy: ShownByLoads): WhatIf {
  const silent = (why: string): WhatIf => ({ kind: 'silent', remedy: remedy.remedy, why });
  if (coldStart.outcome.kind !== 'ready') return silent(NOT_READY);
  const refused = remedy.refuse(coldStart);
  if (refused !== null) return silent(refused);
  const showing = loads.filter(
    (load) => remedy.part(load) !== null && remedy.shows(load, coldStart, [...loads, coldStart]),
  );
  const found = remedy.otherServers
    ? fastestServer(coldStart, showing, remedy)
    : classesOf(coldStart, showing, ['weightsSource']).find(
        (one) => one.loads.length >= FEWEST_SHOWN && (remedy.otherModels || isOfOneModel(one)),
      );
  if (!found) return silent(`Fewer than ${FEWEST_SHOWN} comparable loads ${remedy.none}.`);
  const parts = partsOf(found.loads, remedy);
  const ownPartS = remedy.part(coldStart) ?? 0;
  const restS = remedy.keepsRest ? coldStart.durationS - ownPartS : 0;
  const took = intervalOf(
    parts.map((partS) => ({ value: restS + partS, weight: 1 })),
    0,
  );
  return {
    kind: 'estimate',
    remedy: remedy.remedy,
    supposes: remedy.supposes,
    ...figures(coldStart, flipped(coldStart.durationS, took), remedy.keepsRest ? null : took),
    sharing: found.fields,
    sharingWords: found.words,
    loads: found.loads.map(({ id }) => id),
    simulated: found.loads.some(({ simulated }) => simulated.length > 0),
  };
}

function partsOf(loads: readonly ColdStart[], { part }: ShownByLoads): number[] {
  return loads.flatMap((load) => part(load) ?? []);
}

/** Of the other servers with enough loads in the narrowest class, the one with the least median. */
function fastestServer(
  coldStart: ColdStart,
  showing: readonly ColdStart[],
  remedy: ShownByLoads,
): HistoryClass | undefined {
  const servers = [...new Set(showing.map(({ server }) => server))].sort();
  let fastest: { readonly shared: HistoryClass; readonly medianS: number } | undefined;
  for (const server of servers) {
    const its = showing.filter((load) => load.server === server);
    const shared = classesOf(coldStart, its, ['server', 'weightsSource']).find(
      ({ fields, loads }) => fields.includes('model') && loads.length >= FEWEST_SHOWN,
    );
    if (!shared) continue;
    const medianS = weightedQuantile(
      0.5,
      partsOf(shared.loads, remedy).map((value) => ({ value, weight: 1 })),
    );
    if (fastest && fastest.medianS <= medianS) continue;
    fastest = { shared: { ...shared, words: `${shared.words}, loaded by ${server}` }, medianS };
  }
  return fastest?.shared;
}

/** The scale-up moved to when the queue first grew: between the last sample at its baseline and the one after it. */
function startedWithTheQueue(coldStart: ColdStart, impacts: readonly QueueImpact[]): WhatIf {
  const remedy = 'event_driven_scaling';
  const silent = (why: string): WhatIf => ({ kind: 'silent', remedy, why });
  if (coldStart.outcome.kind !== 'ready') return silent(NOT_READY);
  let first: Extract<QueueImpact, { answer: 'grew' }> | undefined;
  for (const impact of impacts) {
    if (impact.answer !== 'grew' || !impact.coldStarts.includes(coldStart.id)) continue;
    if (!first || impact.startS < first.startS) first = impact;
  }
  if (!first) return silent('No queue of its model is known to have grown.');
  const mostS = coldStart.startS - first.startS;
  if (mostS <= 0) return silent('The queue grew only after the pod had been created.');
  const leastS = Math.max(0, mostS - first.resolutionS);
  const saved = { low: leastS, median: (leastS + mostS) / 2, high: mostS };
  return {
    kind: 'estimate',
    remedy,
    supposes: 'its pod had been created when the queue first grew',
    ...figures(coldStart, saved, 'same'),
    sharing: [],
    sharingWords: 'the cold start itself',
    loads: [coldStart.id],
    simulated: coldStart.simulated.length > 0,
  };
}

/**
 * `held`: for how long its GPUs would have been held until it was ready; `same`: for as long as they were; null: for
 * less by what was saved, as what is replaced comes after their allocation.
 */
function figures(coldStart: ColdStart, savedS: Interval, held: Interval | 'same' | null) {
  const { endS, gpu } = coldStart;
  const readyS = flipped(endS, savedS);
  const count = gpuCount(coldStart);
  if (gpu.kind !== 'observed' || count === null) return { readyS, savedS, gpuS: null, savedGpuS: null };
  const allocated = gpu.allocatedGpuS;
  const scaled = ({ low, median, high }: Interval): Interval => ({
    low: Math.max(0, low * count),
    median: Math.max(0, median * count),
    high: Math.max(0, high * count),
  });
  const none = { low: 0, median: 0, high: 0 };
  const gpuS =
    held === 'same' ? flipped(allocated, none) : scaled(held ?? flipped(allocated / count, savedS));
  return { readyS, savedS, gpuS, savedGpuS: flipped(allocated, gpuS) };
}

/** What is left of `from`: the more is taken, the less. */
function flipped(from: number, { low, median, high }: Interval): Interval {
  return { low: from - high, median: from - median, high: from - low };
}
