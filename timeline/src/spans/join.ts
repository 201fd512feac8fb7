import { loadBeginsS } from '../coldstarts/index.js';
import type { Notes } from '../notes/index.js';
import { emptyLoad, type LoadFacts, type PodFacts } from '../read/index.js';
import { putSpans } from './put.js';
import type { SpanIdentity, SpanLoad } from './span-load.js';

/** The first span of a server may begin this much before the load that the pod itself dates. */
const SLACK_S = 5;

/**
 * The loads with what spans tell of them, and a load for every start that spans alone tell of. Own series come first:
 * they are there while the load runs, and the wrapper has heard the server's spans, its log and its hooks. Then the
 * spans of the SDK and the wrapper, then those of the server.
 */
export function withSpans(
  loads: readonly LoadFacts[],
  spanLoads: readonly SpanLoad[],
  pods: readonly PodFacts[],
  notes: Notes,
): LoadFacts[] {
  const placed = spanLoads.map((one) => ({ ...one, who: withNamespace(one.who, [...loads, ...pods]) }));
  const all = [...loads];
  /** Loads that spans alone tell of, and the end of the last of those. */
  const bySpans = new Map<LoadFacts, number>();
  for (const one of newestOfEach(placed, notes).sort(ownFirst)) {
    const targets = targetsOf(one, all, bySpans);
    if (targets === 'older') {
      noteOlder(one, notes);
      continue;
    }
    if (targets.length === 0) {
      const load = newLoad(one, all);
      all.push(load);
      tellModelsApart(load, all);
      bySpans.set(load, one.endS);
      targets.push(load);
    }
    for (const load of targets) {
      putSpans(load, one);
      const reachedS = bySpans.get(load);
      if (reachedS === undefined) continue;
      bySpans.set(load, Math.max(reachedS, one.endS));
      const { namespace, pod } = one.who;
      // Where nothing else tells that the pod is there: after three times as long in silence it is gone.
      if (!pods.some(({ who }) => who.namespace === namespace && who.pod === pod))
        load.seenS.push(one.startS, one.endS);
    }
  }
  return all;
}

/** Where an attempt comes twice, a pod had the name before: series tell of the newest alone, and so do spans. */
function newestOfEach(loads: readonly SpanLoad[], notes: Notes): SpanLoad[] {
  const groups = Map.groupBy(loads, ({ who, attempt }) => JSON.stringify([who, attempt]));
  return [...groups.values()].flatMap((group) => {
    const newestS = Math.max(...group.map(({ startS }) => startS));
    const isOfNewest = ({ attempt, endS }: SpanLoad): boolean => attempt === null || endS >= newestS;
    for (const older of group.filter((one) => !isOfNewest(one))) noteOlder(older, notes);
    return group.filter(isOfNewest);
  });
}

/** The loads of series that the spans speak of, all models of a container alike; none: spans alone know of it. */
function targetsOf(
  one: SpanLoad,
  loads: readonly LoadFacts[],
  bySpans: ReadonlyMap<LoadFacts, number>,
): LoadFacts[] | 'older' {
  const { who, attempt } = one;
  const same = loads.filter(
    (load) =>
      load.who.namespace === who.namespace &&
      load.who.pod === who.pod &&
      mayBe(load.who.container, who.container) &&
      mayBe(load.who.model, who.model),
  );
  if (attempt !== null) return same.filter((load) => load.attempt === attempt);
  if (same.length === 0) return [];
  const before = same.filter((load) => loadBeginsS(load, -Infinity) <= one.startS + SLACK_S);
  if (before.length === 0) return 'older';
  const latest = Math.max(...before.map((load) => load.attempt));
  // A load that spans alone tell of is over when they are: these are of the next.
  return before.filter((load) => load.attempt === latest && !((bySpans.get(load) ?? Infinity) <= one.startS));
}

function mayBe(a: string, b: string): boolean {
  return a === b || a === '' || b === '';
}

function newLoad({ who, attempt }: SpanLoad, loads: readonly LoadFacts[]): LoadFacts {
  const before = loads.filter((load) => load.who.namespace === who.namespace && load.who.pod === who.pod);
  return emptyLoad(
    { ...who, uid: '', node: '', workload: '', reporter: who.pod },
    attempt ?? Math.max(0, ...before.map((load) => load.attempt)) + 1,
    false,
  );
}

/** Another model loads in the container and attempt of a load that spans alone tell of. */
function tellModelsApart(load: LoadFacts, loads: readonly LoadFacts[]): void {
  const { namespace, pod, container } = load.who;
  const beside = loads.filter(
    ({ who, attempt }) =>
      who.namespace === namespace &&
      who.pod === pod &&
      who.container === container &&
      attempt === load.attempt,
  );
  for (const one of beside) one.sharesContainer = beside.length > 1;
}

/** A resource that was not told its namespace has that of the one pod of its name. */
function withNamespace(who: SpanIdentity, known: readonly { readonly who: SpanIdentity }[]): SpanIdentity {
  if (who.namespace) return who;
  const namespaces = new Set(known.filter((one) => one.who.pod === who.pod).map((one) => one.who.namespace));
  const [only = ''] = namespaces;
  return namespaces.size === 1 ? { ...who, namespace: only } : who;
}

function ownFirst(a: SpanLoad, b: SpanLoad): number {
  return Number(b.ended !== null) - Number(a.ended !== null) || a.startS - b.startS || a.endS - b.endS;
}

function noteOlder({ who }: SpanLoad, notes: Notes): void {
  notes.add(
    'ignored',
    'older spans',
    who.pod,
    (pods) => `Spans of pod ${pods} are of a load before those that its series tell of: ignored.`,
  );
}
