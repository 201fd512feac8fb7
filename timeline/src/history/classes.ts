import type { ColdStart } from '../model.js';
import { asFamiliesTell, familiesOf } from './relatives.js';

/** What two loads may have in common. `weightsSource`: where the weights came from; `workload`: what made the pods. */
export type ClassField = 'model' | 'server' | 'nodeType' | 'weightsSource' | 'workload';

/** Loads that share the value of every one of `fields` with the load in question. */
export interface HistoryClass {
  readonly fields: readonly ClassField[];
  /** What they share in words: `model qwen, node type NVIDIA H100`. */
  readonly words: string;
  readonly loads: readonly ColdStart[];
}

type ColdStartField = Exclude<ClassField, 'workload'>;

/** Narrowest first. What a load weighs comes before the machine that it runs on: models differ more than GPUs. */
const CLASSES: readonly (readonly ColdStartField[])[] = [
  ['model', 'server', 'nodeType', 'weightsSource'],
  ['model', 'server', 'nodeType'],
  ['model', 'server'],
  ['model', 'nodeType'],
  ['model'],
  ['server', 'nodeType'],
  ['server'],
];

/** Fewer loads than this are no history. */
export const FEWEST_LOADS = 5;

/**
 * Of the history only what was ready by `knownS` counts, and never the load itself. Each once, by begin: an id comes
 * again where a StatefulSet makes a pod anew.
 */
export function readyLoads(
  history: readonly ColdStart[],
  subject: Pick<ColdStart, 'id' | 'startS'>,
  knownS: number,
): ColdStart[] {
  const key = ({ id, startS }: Pick<ColdStart, 'id' | 'startS'>): string => `${id}@${startS}`;
  const loads = new Map<string, ColdStart>();
  for (const load of history) {
    if (load.outcome.kind === 'ready' && load.endS <= knownS) loads.set(key(load), load);
  }
  loads.delete(key(subject));
  return [...loads.values()].sort((a, b) => a.startS - b.startS || (a.id < b.id ? -1 : 1));
}

/**
 * The classes of a load, narrowest first, each with the loads of the history that are in it. A field that the load does
 * not tell makes no class; one that a load of the history does not tell keeps it out. A load that does not name its
 * model has the classes of the models of its relatives, and last the relatives themselves.
 */
export function classesOf(
  subject: ColdStart,
  loads: readonly ColdStart[],
  without: readonly ClassField[] = [],
): HistoryClass[] {
  const families = subject.model === '' ? familiesOf(subject, loads) : [];
  const ofFamilies = families.map(({ name, loads: its }): HistoryClass => ({
    fields: ['workload'],
    words: `pods of ${name}`,
    loads: its,
  }));
  return [
    ...asFamiliesTell(subject, families).flatMap((told) => classesOfTold(told, loads, without)),
    ...ofFamilies,
  ];
}

function classesOfTold(
  told: ColdStart,
  loads: readonly ColdStart[],
  without: readonly ClassField[],
): HistoryClass[] {
  const known = (field: ColdStartField): boolean => isTold(told[field]) && !without.includes(field);
  return CLASSES.filter((fields) => fields.every(known)).map((fields) => ({
    fields,
    words: fields.map((field) => `${FIELD_WORDS[field]} ${told[field]}`).join(', '),
    loads: loads.filter((load) => fields.every((field) => load[field] === told[field])),
  }));
}

/** Whether its loads load the same: what a model weighs decides how long it takes, whatever the server and the node. */
export function isOfOneModel({ fields }: HistoryClass): boolean {
  return fields.includes('model') || fields.includes('workload');
}

function isTold(value: string): boolean {
  return value !== '' && value !== 'unknown';
}

const FIELD_WORDS: Readonly<Record<ColdStartField, string>> = {
  model: 'model',
  server: 'server',
  nodeType: 'node type',
  weightsSource: 'weights from',
};
