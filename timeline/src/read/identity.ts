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
    namespace: field(labels.namespace) || namespaceOf(field(labels.namespaceWithin ?? [])),
    pod,
    container: field(labels.container),
    model: field(labels.model),
    uid: field(labels.uid),
    node: field(labels.node),
    workload: field(labels.workload ?? []),
    reporter: pod || field(labels.reporter ?? DEFAULT_REPORTER),
  };
}

/** `llama.ml.svc` and `llama.ml.svc.cluster.local:80`, whatever `outbound|80||` stands before it. */
const SERVICE_ADDRESS = /(?:^|\|)[a-z0-9-]+\.([a-z0-9-]+)\.svc(?:[.:]|$)/;

/**
 * The namespace in an address, '' where it holds none.
 * Source: Kubernetes, DNS for Services and Pods; Istio, names of Envoy's clusters.
 */
function namespaceOf(address: string): string {
  return SERVICE_ADDRESS.exec(address)?.[1] ?? '';
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

/** The same reading in a namespace that its own labels do not tell. */
export function inNamespace(reading: Reading, namespace: string): Reading {
  return { ...reading, who: { ...reading.who, namespace } };
}
