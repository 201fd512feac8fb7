import type { ColdStart, Owner, Replica } from '../model.js';
import { labelsThatHold, ownerFrom, type PodFacts } from '../read/index.js';
import type { Found } from './missing.js';
import { groupOf } from './pod-identity.js';

/** A pod and the cold starts of its containers and attempts. */
interface Member {
  readonly pod: PodFacts;
  readonly coldStarts: ColdStart[];
}

interface Group {
  readonly owner: Owner;
  readonly index: string;
  readonly namespace: string;
  readonly members: Member[];
}

/** Whether a pod may be part of a replica, by what is told of itself. */
export function mayBeMember(pod: PodFacts): boolean {
  return groupOf(pod) !== null || ownerIn(pod)?.kind === 'StatefulSet';
}

function ownerIn(pod: PodFacts): Owner | undefined {
  return labelsThatHold(pod, 'owner').map(ownerFrom)[0];
}

export interface MaybeMember extends Found {
  readonly mayBeMember: boolean;
}

/** Replicas of several pods, and the cold starts with the replica that each is part of. */
export interface Grouped {
  readonly replicas: readonly Replica[];
  readonly coldStarts: readonly ColdStart[];
}

/**
 * Puts the pods of a LeaderWorkerSet group together. Their labels name the group where kube-state-metrics is allowed to
 * tell them. Where it is not, the names do: the workers belong to a StatefulSet that is named for the leader's pod,
 * and the leader to one that is named for the LeaderWorkerSet.
 * Source: LeaderWorkerSet, labels and annotations; pkg/controllers, worker StatefulSet.
 */
export function groupReplicas(found: readonly MaybeMember[]): Grouped {
  // Nearly all fleets have none, and to look for one costs more than all else that is done at each refresh.
  if (!found.some(({ mayBeMember }) => mayBeMember)) {
    return { replicas: [], coldStarts: found.map(({ coldStart }) => coldStart) };
  }
  const members = new Map<PodFacts, Member>();
  for (const { candidate, coldStart } of found) {
    const { pod } = candidate;
    if (!pod) continue;
    const member = members.get(pod) ?? { pod, coldStarts: [] };
    members.set(pod, member);
    member.coldStarts.push(coldStart);
  }
  const replicas = groupsOf([...members.values()])
    .flatMap(generationsOf)
    .filter((group) => group.members.length > 1)
    .map(replicaOf)
    .sort((a, b) => a.startS - b.startS || compare(a.id, b.id));
  const replicaById = new Map(replicas.flatMap(({ id, members: ids }) => ids.map((of) => [of, id])));
  return {
    replicas,
    coldStarts: found.map(({ coldStart }) => {
      const replica = replicaById.get(coldStart.id);
      return replica === undefined ? coldStart : { ...coldStart, replica };
    }),
  };
}

function groupsOf(members: readonly Member[]): Group[] {
  const pods = new Set(members.map(({ pod }) => JSON.stringify([pod.who.namespace, pod.who.pod])));
  const groups = new Map<string, Group>();
  for (const member of members) {
    const { namespace } = member.pod.who;
    const told = groupOf(member.pod) ?? groupByName(member.pod, pods);
    if (!told) continue;
    const { name, index } = told;
    const key = JSON.stringify([namespace, name, index]);
    const group = groups.get(key) ?? {
      owner: { kind: 'LeaderWorkerSet', name },
      index,
      namespace,
      members: [],
    };
    groups.set(key, group);
    group.members.push(member);
  }
  return [...groups.values()];
}

/** `pods`: those that are known, each with its namespace. */
function groupByName(pod: PodFacts, pods: ReadonlySet<string>): { name: string; index: string } | null {
  const { namespace, pod: podName } = pod.who;
  const owner = ownerIn(pod);
  if (owner?.kind !== 'StatefulSet') return null;
  const leader = pods.has(JSON.stringify([namespace, owner.name])) ? owner.name : podName;
  const parts = /^(.+)-(\d+)$/.exec(leader);
  return parts ? { name: parts[1] ?? '', index: parts[2] ?? '' } : null;
}

/** A pod that comes back under its name belongs to the next generation of its group, and so do those made after it. */
function generationsOf(group: Group): Group[] {
  const ascending = [...group.members].sort(
    (a, b) =>
      startOf(a) - startOf(b) ||
      compare(a.pod.who.pod, b.pod.who.pod) ||
      compare(a.pod.who.uid, b.pod.who.uid),
  );
  const generations: Group[] = [];
  let names = new Set<string>();
  for (const member of ascending) {
    const { pod: name } = member.pod.who;
    const generation = generations.at(-1);
    if (!generation || names.has(name)) {
      generations.push({ ...group, members: [member] });
      names = new Set([name]);
    } else {
      generation.members.push(member);
      names.add(name);
    }
  }
  return generations;
}

function replicaOf({ owner, index, namespace, members }: Group): Replica {
  const coldStarts = members.flatMap((member) => member.coldStarts).sort(byStart);
  const startS = Math.min(...coldStarts.map((one) => one.startS));
  const slowest = members.map(decisive).sort((a, b) => weightOf(b) - weightOf(a) || compare(a.id, b.id));
  const last = slowest[0] ?? coldStarts[0];
  const isReady = last?.outcome.kind === 'ready';
  return {
    id: [namespace, owner.name, index, startS].join('/'),
    namespace,
    owner,
    index,
    members: coldStarts.map(({ id }) => id),
    pods: members.map(({ pod }) => pod.who.pod).sort(compare),
    startS,
    readyS: isReady ? last.endS : null,
    resolutionS: isReady ? last.outcome.at.resolutionS : 0,
    last: last?.id ?? '',
    broken: slowest.some(({ outcome }) => outcome.kind === 'failed' || outcome.kind === 'lost'),
  };
}

/** Of the cold starts of a pod the first that was ready, of each container; of these the last. Else the newest. */
function decisive({ coldStarts }: Member): ColdStart {
  const containers = new Map<string, ColdStart>();
  for (const one of [...coldStarts].sort(byStart)) {
    const known = containers.get(one.container);
    if (known?.outcome.kind !== 'ready') containers.set(one.container, one);
  }
  return [...containers.values()].reduce((a, b) => (weightOf(b) > weightOf(a) ? b : a));
}

/** What is not ready holds the replica up longer than anything that is. */
function weightOf({ outcome, endS }: ColdStart): number {
  return outcome.kind === 'ready' ? endS : Number.MAX_VALUE;
}

function startOf({ coldStarts }: Member): number {
  return Math.min(...coldStarts.map(({ startS }) => startS));
}

function byStart(a: ColdStart, b: ColdStart): number {
  return a.startS - b.startS || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
