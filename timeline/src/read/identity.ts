import type { Series } from '../series.js';
import { DEFAULT_REPORTER, type LabelNames, type Signal, type Subject } from '../signals/index.js';

/** What a series speaks of. Empty where no label tells. */
export interface Identity {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly model: string;
  readonly uid: string;
  readonly node: string;
  /** What runs, scales or fronts pods. */
  readonly workload: string;
  /** Who told it: the pod itself, else the exporter. */
  readonly reporter: string;
}

/** Of these a series has to name one, to be used. */
const NAMED_BY = {
  pod: ['pod'],
  device: [],
  model: ['model', 'workload', 'pod'],
  workload: ['workload'],
  node: ['node'],
} as const satisfies Record<Subject, readonly (keyof Identity)[]>;

/** A series of a known metric. */
export interface Reading {
  readonly signal: Signal;
  readonly who: Identity;
  readonly series: Series;
}

export function identify(signal: Signal, series: Series): Identity {
  const field = (names: LabelNames): string => firstLabel(series.labels, names);
  const { labels } = signal;
  const pod = field(labels.pod);
  return {
    namespace: field(labels.namespace),
    pod,
    container: field(labels.container),
    model: field(labels.model),
    uid: field(labels.uid),
    node: field(labels.node),
    workload: field(labels.workload ?? []),
    reporter: pod || field(labels.reporter ?? DEFAULT_REPORTER),
  };
}

/** Whether a series names what its row speaks of. */
export function isNamed({ speaksOf = 'pod' }: Signal, who: Identity): boolean {
  const fields: readonly (keyof Identity)[] = NAMED_BY[speaksOf];
  return fields.length === 0 || fields.some((field) => who[field] !== '');
}

/** The labels of which a series of the row has to have one. */
export function namingLabels({ speaksOf = 'pod', labels }: Signal): string[] {
  return NAMED_BY[speaksOf].flatMap((field) => labels[field] ?? []);
}

function firstLabel(labels: Readonly<Record<string, string>>, names: LabelNames): string {
  for (const name of names) {
    const value = labels[name];
    if (value) return value;
  }
  return '';
}

/**
 * Gives a reading without a namespace the one that the others know for its pod, where that is a single one. An SDK
 * that was not told its namespace joins its pod that way.
 */
export function fillNamespaces(readings: readonly Reading[]): Reading[] {
  const known = new Map<string, Set<string>>();
  for (const { who } of readings) {
    if (!who.namespace || !who.pod) continue;
    const namespaces = known.get(who.pod);
    if (namespaces) namespaces.add(who.namespace);
    else known.set(who.pod, new Set([who.namespace]));
  }
  return readings.map((reading) => {
    if (reading.who.namespace) return reading;
    const namespaces = known.get(reading.who.pod);
    if (namespaces?.size !== 1) return reading;
    const [namespace = ''] = namespaces;
    return { ...reading, who: { ...reading.who, namespace } };
  });
}
