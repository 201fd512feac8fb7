import {
  classesOf,
  FEWEST_LOADS,
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
import { gpuCount, type Part } from './parts.js';
import { SHOWN_BY_LOADS, type ShownByLoads } from './remedies.js';

/**
 * What each remedy would have made of a cold start that has become ready, one answer per remedy. A part of it (the
 * weights; the start of the container; the work of the server) is taken out and replaced by that part of each load of
 * the history that shows the remedy; the rest stays as it was. The loads are those of the narrowest class with five
 * that show it, and are named: fewer give no interval, nor tell which server is faster. An interval is no narrower than
 * the parts are sharp. `impacts` tell when the queue first grew. `history` may hold anything.
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
        (one) => one.loads.length >= FEWEST_LOADS && (remedy.otherModels || isOfOneModel(one)),
      );
  if (!found) return silent(`Fewer than ${FEWEST_LOADS} comparable loads ${remedy.none}.`);
  const parts = partsOf(found.loads, remedy);
  const own = remedy.keepsRest ? remedy.part(coldStart) : null;
  const restS = remedy.keepsRest ? coldStart.durationS - (own?.seconds ?? 0) : 0;
  const took = blurred(
    intervalOf(
      parts.map(({ seconds }) => ({ value: restS + seconds, weight: 1 })),
      0,
    ),
    (own?.resolutionS ?? 0) + Math.max(...parts.map(({ resolutionS }) => resolutionS)),
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

function partsOf(loads: readonly ColdStart[], { part }: ShownByLoads): Part[] {
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
      ({ fields, loads }) => fields.includes('model') && loads.length >= FEWEST_LOADS,
    );
    if (!shared) continue;
    const medianS = weightedQuantile(
      0.5,
      partsOf(shared.loads, remedy).map(({ seconds }) => ({ value: seconds, weight: 1 })),
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
    // Impacts of other timelines may name another pod by that id.
    if (impact.endS < coldStart.startS || impact.startS > coldStart.endS) continue;
    if (!first || impact.startS < first.startS) first = impact;
  }
  if (!first) return silent('No queue of its model is known to have grown.');
  if (first.takesOver)
    return silent('The queue had grown for the scale-up before: when this one was due is unknown.');
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

/** As wide as it is, and off by as much more at either end; never below 0. */
function blurred({ low, median, high }: Interval, resolutionS: number): Interval {
  return { low: Math.max(0, low - resolutionS), median, high: high + resolutionS };
}

/** What is left of `from`: the more is taken, the less. */
function flipped(from: number, { low, median, high }: Interval): Interval {
  return { low: from - high, median: from - median, high: from - low };
}
