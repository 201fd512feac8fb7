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

  end(): void {
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
  #refresh = 0;

  group(readings: readonly Reading[]): readonly PodGroup[] {
    this.#refresh++;
    const groups: Group[] = [];
    const wentTo = this.#wentTo;
    for (let i = 0; i < readings.length; i++) {
      const reading = readings[i];
      if (!reading) continue;
      const known = this.#before[i] === reading ? wentTo[i] : undefined;
      const group = known ?? this.#groupOf(reading);
      wentTo[i] = group;
      if (group.begin(this.#refresh)) groups.push(group);
      group.add(reading);
    }
    wentTo.length = readings.length;
    this.#before = readings;
    for (const group of groups) group.end();
    this.#forgetAllBut(new Set(groups));
    return groups;
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
