import type { Reading } from '../read/index.js';

/** The readings that name one pod, or none, in one namespace. */
class Group {
  readings: readonly Reading[] = [];
  #refresh = 0;
  #next: Reading[] | null = null;
  #count = 0;

  /** Whether this is the first reading of it in a refresh. */
  begin(refresh: number): boolean {
    if (this.#refresh === refresh) return false;
    this.#refresh = refresh;
    this.#next = null;
    this.#count = 0;
    return true;
  }

  /** Copies only once something differs from before. */
  add(reading: Reading): void {
    const before = this.readings[this.#count];
    if (!this.#next && !(before && readTheSame(before, reading))) {
      this.#next = this.readings.slice(0, this.#count);
    }
    this.#next?.push(reading);
    this.#count++;
  }

  end(): void {
    this.readings =
      this.#next ??
      (this.#count === this.readings.length ? this.readings : this.readings.slice(0, this.#count));
    this.#next = null;
  }
}

/** Puts together what names one pod; the list of a pod of which nothing has changed is the one from before. */
export class PodGroups {
  readonly #groups = new Map<string, Map<string, Group>>();
  /** By index, the readings of the refresh before and where each went. */
  #before: readonly Reading[] = [];
  #wentTo: readonly Group[] = [];
  #refresh = 0;

  /** The readings of each pod; of series without a pod, those of each namespace. */
  group(readings: readonly Reading[]): (readonly Reading[])[] {
    this.#refresh++;
    const groups: Group[] = [];
    const wentTo: Group[] = [];
    readings.forEach((reading, i) => {
      const known = this.#before[i] === reading ? this.#wentTo[i] : undefined;
      const group = known ?? this.#groupOf(reading);
      if (group.begin(this.#refresh)) groups.push(group);
      group.add(reading);
      wentTo.push(group);
    });
    this.#before = readings;
    this.#wentTo = wentTo;
    for (const group of groups) group.end();
    this.#forgetAllBut(new Set(groups));
    return groups.map((group) => group.readings);
  }

  #groupOf({ who: { namespace, pod } }: Reading): Group {
    const pods = this.#groups.get(namespace) ?? new Map<string, Group>();
    this.#groups.set(namespace, pods);
    const group = pods.get(pod) ?? new Group();
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

/** A namespace that is filled in makes a new reading of the same series. */
function readTheSame(a: Reading, b: Reading): boolean {
  if (a === b) return true;
  if (a.series !== b.series || a.signal !== b.signal) return false;
  const other: Readonly<Record<string, string>> = { ...b.who };
  return Object.entries(a.who).every(([field, value]) => other[field] === value);
}
