import {
  renamingOf,
  renamingOfAll,
  withoutExporterPods,
  type Reading,
  type Renaming,
} from '../read/index.js';
import type { SpanLoad } from '../spans/index.js';
import type { PodGroup } from './pod-groups.js';
import { sameMembers } from './same-items.js';

/** What one pod is named by. */
export interface NamedPod {
  readonly namespace: string;
  readonly pod: string;
  /** The readings that tell its namespace, then those that tell none. Lists are the same objects while nothing changes. */
  readonly lists: readonly (readonly Reading[])[];
  /** What spans tell of it. */
  readonly spans: readonly SpanLoad[];
}

interface Known {
  readonly renaming: Renaming;
  /** What stays under the renaming of all; null where that was not asked yet. */
  kept: readonly Reading[] | null;
}

/**
 * Whom the readings of a group speak of, where other groups have a say: a GPU series may name the exporter's own pod,
 * and a series without a namespace speaks of the pod of that name, where there is a single one. An SDK that was not
 * told its namespace joins its pod that way.
 */
export class NamesMemory {
  #known: ReadonlyMap<readonly Reading[], Known> = new Map();
  #renaming: Renaming = { jobs: new Set(), exporterPods: new Set() };

  namedPods(groups: readonly PodGroup[]): NamedPod[] {
    const known = this.#recall(groups);
    const kept = (group: PodGroup): readonly Reading[] => known.get(group.readings)?.kept ?? [];
    const told = groups.filter(({ namespace }) => namespace !== '');
    const untold = groups.filter(({ namespace, readings }) => namespace === '' && readings.length > 0);
    const pods = told.map((group) => ({ group, lists: [kept(group)] }));
    if (untold.length > 0) {
      const byName = new Map<string, (typeof pods)[number][]>();
      for (const pod of pods) {
        const { group, lists } = pod;
        if (group.pod === '' || lists.every((list) => list.length === 0)) continue;
        byName.set(group.pod, [...(byName.get(group.pod) ?? []), pod]);
      }
      for (const group of untold) {
        const [only, ...others] = byName.get(group.pod) ?? [];
        if (only && others.length === 0) only.lists.push(kept(group));
        else pods.push({ group, lists: [kept(group)] });
      }
    }
    return pods.map(({ group: { namespace, pod }, lists }) => ({ namespace, pod, lists, spans: [] }));
  }

  #recall(groups: readonly PodGroup[]): ReadonlyMap<readonly Reading[], Known> {
    const known = new Map<readonly Reading[], Known>();
    for (const { readings } of groups) {
      known.set(readings, this.#known.get(readings) ?? { renaming: renamingOf(readings), kept: null });
    }
    const renaming = renamingOfAll([...known.values()].map((one) => one.renaming));
    const same =
      sameMembers(renaming.jobs, this.#renaming.jobs) &&
      sameMembers(renaming.exporterPods, this.#renaming.exporterPods);
    for (const [readings, one] of known) {
      if (!same || !one.kept) one.kept = withoutExporterPods(readings, renaming);
    }
    this.#known = known;
    this.#renaming = renaming;
    return known;
  }
}
