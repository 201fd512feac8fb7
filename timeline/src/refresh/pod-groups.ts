import type { Reading } from '../read/index.js';

/** The readings that name one pod in one namespace, as their labels have it; either may be empty. */
export interface PodGroup {
  readonly namespace: string;
  readonly pod: string;
  readonly readings: readonly Reading[];
}

class Group implements PodGroup {
  readonly namespace: string;
  readonly pod: string;
  readings: readonly Reading[] = [];
  #refresh = 0;
  #next: Reading[] | null = null;
  #count = 0;

  constructor(namespace: string, pod: string) {
    this.namespace = namespace;
    this.pod = pod;
  }

  /** Whether this is its first reading in a refresh. */
  begin(refresh: number): boolean {
    if (this.#refresh === refresh) return false;
    this.#refresh = refresh;
    this.#next = null;
    this.#count = 0;
    return true;
  }

  /** Copies only once something differs from before. */
  add(reading: Reading): void {
    if (!this.#next && this.readings[this.#count] !== reading)
      this.#next = this.readings.slice(0, this.#count);
    this.#next?.push(reading);
    this.#count++;
  }

  /** In a refresh in which it began. */
  end(refresh: number): void {
    if (this.#refresh !== refresh) return;
    if (this.#next) this.readings = this.#next;
    else if (this.#count < this.readings.length) this.readings = this.readings.slice(0, this.#count);
    this.#next = null;
  }
}

/** Puts together what names one pod. The list of a pod of which nothing has changed is the one from before. */
export class PodGroups {
  readonly #groups = new Map<string, Map<string, Group>>();
  /** By index, the readings of the refresh before and where each went. */
  #before: readonly Reading[] = [];
  readonly #wentTo: Group[] = [];
  #present: readonly Group[] = [];
  #refresh = 0;

  group(readings: readonly Reading[]): readonly PodGroup[] {
    const changed = this.#changedSince(readings);
    this.#refresh++;
    const groups: Group[] = changed ? this.#present.filter((group) => !changed.has(group)) : [];
    const wentTo = this.#wentTo;
    for (let i = 0; i < readings.length; i++) {
      const group = wentTo[i];
      const reading = readings[i];
      if (!group || !reading || changed?.has(group) === false) continue;
      if (group.begin(this.#refresh)) groups.push(group);
      group.add(reading);
    }
    for (const group of groups) group.end(this.#refresh);
    this.#present = groups;
    this.#forgetAllBut(new Set(groups));
    return groups;
  }

  /**
   * The groups that readings came to or went from, if each reading stands where it stood; null where some are more or
   * fewer. Hundreds of thousands of readings are hardly ever touched that way, only compared.
   */
  #changedSince(readings: readonly Reading[]): ReadonlySet<Group> | null {
    const inPlace = readings.length === this.#before.length;
    const changed = new Set<Group>();
    for (let i = 0; i < readings.length; i++) {
      const reading = readings[i];
      const before = this.#wentTo[i];
      if (!reading || (before && reading === this.#before[i])) continue;
      const group = this.#groupOf(reading);
      this.#wentTo[i] = group;
      changed.add(group);
      if (before) changed.add(before);
    }
    this.#wentTo.length = readings.length;
    this.#before = readings;
    return inPlace ? changed : null;
  }

  #groupOf({ who: { namespace, pod } }: Reading): Group {
    const pods = this.#groups.get(namespace) ?? new Map<string, Group>();
    this.#groups.set(namespace, pods);
    const group = pods.get(pod) ?? new Group(namespace, pod);
    pods.set(pod, group);
    return group;
  }

  #forgetAllBut(groups: ReadonlySet<Group>): void {
    for (const [namespace, pods] of this.#groups) {
      for (const [pod, group] of pods) if (!groups.has(group)) pods.delete(pod);
      if (pods.size === 0) this.#groups.delete(namespace);
    }
  }
}
