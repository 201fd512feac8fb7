import type { ColdStart } from '../model.js';

/** Loads of pods that belong together. */
export interface Family {
  /** Who made the pods, or what their names begin with. */
  readonly name: string;
  readonly loads: readonly ColdStart[];
}

/** `name-5d4f7c-x2x4z`: pods of one revision of a Deployment, or of one StatefulSet; then of any revision. */
const DROPPED_PARTS = [1, 2];

/**
 * The loads of pods that were made by the same as this one's: of the same namespace and owner; then, as not every
 * cluster tells owners, those whose names differ in the last part; then in the last two. Before its server runs,
 * nothing but them tells what a pod will load.
 */
export function familiesOf(subject: ColdStart, loads: readonly ColdStart[]): Family[] {
  const near = loads.filter(({ namespace }) => namespace === subject.namespace);
  const { owner } = subject;
  const ofOwner = near.filter(
    (load) => owner && load.owner?.kind === owner.kind && load.owner.name === owner.name,
  );
  const ofNames = DROPPED_PARTS.map((parts) => {
    const name = stemOf(subject.pod, parts);
    return { name, loads: near.filter(({ pod }) => name !== '' && stemOf(pod, parts) === name) };
  });
  return [{ name: owner?.name ?? '', loads: ofOwner }, ...ofNames].filter(({ loads: its }) => its.length > 0);
}

function stemOf(pod: string, droppedParts: number): string {
  return pod.split('-').slice(0, -droppedParts).join('-');
}

/**
 * The load as its relatives let it be told: with the model and the server of theirs, where it does not name them
 * itself. Where they differ there are several, the one of most relatives first.
 */
export function asFamiliesTell(subject: ColdStart, families: readonly Family[]): ColdStart[] {
  if (subject.model !== '') return [subject];
  const told = new Map<string, { readonly load: ColdStart; count: number }>();
  for (const { loads } of families) {
    for (const { model, server } of loads) {
      if (model === '' || (subject.server !== '' && server !== subject.server)) continue;
      const key = JSON.stringify([model, server]);
      const entry = told.get(key) ?? { load: { ...subject, model, server }, count: 0 };
      told.set(key, entry);
      entry.count++;
    }
  }
  const byCount = [...told].sort((a, b) => b[1].count - a[1].count || (a[0] < b[0] ? -1 : 1));
  return [...byCount.map(([, { load }]) => load), subject];
}
