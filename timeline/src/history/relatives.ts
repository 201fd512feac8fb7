import type { ColdStart } from '../model.js';

/** Pods that belong together. */
export interface Relatives {
  /** What their names begin with. */
  readonly name: string;
  readonly loads: readonly ColdStart[];
}

/** `name-5d4f7c-x2x4z`: of the same revision of a Deployment, or of the same StatefulSet; then of any revision. */
const DROPPED_PARTS = [1, 2];

/**
 * The loads of pods that were made by the same as this one's: pods of the same namespace whose names differ in the
 * last part, else in the last two. Before its server runs, nothing but them tells which model a pod will load.
 */
export function relativesOf(subject: ColdStart, loads: readonly ColdStart[]): Relatives | null {
  for (const parts of DROPPED_PARTS) {
    const name = stemOf(subject.pod, parts);
    if (name === '') continue;
    const alike = loads.filter(
      ({ namespace, pod }) => namespace === subject.namespace && stemOf(pod, parts) === name,
    );
    if (alike.length > 0) return { name, loads: alike };
  }
  return null;
}

function stemOf(pod: string, droppedParts: number): string {
  return pod.split('-').slice(0, -droppedParts).join('-');
}

/** The load with the model and the server that all of its relatives name, where it does not name them itself. */
export function withFamily(subject: ColdStart, relatives: Relatives | null): ColdStart {
  const theirs = (field: 'model' | 'server'): string => {
    const names = new Set(relatives?.loads.map((load) => load[field]).filter((name) => name !== ''));
    const [only = ''] = names;
    return names.size === 1 ? only : '';
  };
  return {
    ...subject,
    model: subject.model || theirs('model'),
    server: subject.server || theirs('server'),
  };
}
