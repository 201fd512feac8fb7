import { SIGNALS, type LabelLayout, type Signal } from '../signals/index.js';
import { anyOf } from './choice.js';
import { select, selector, type TimelineFilter } from './scope.js';

/** A query whose answer has a series for each pod, with its `namespace` and its name in `pod`. */
export interface PodsQuery {
  /** At the end of the range. */
  readonly mode: 'instant';
  /** `$__range` stands for the length of the range, e.g. `3600s`. */
  readonly promql: string;
}

/** Rows that pods with a GPU or a claim have, and hardly another. */
const GPU_REQUEST = rowsWith(
  ({ meaning }) =>
    meaning.kind === 'pod_fact' && (meaning.fact === 'gpu_request' || meaning.fact === 'claim'),
);

/** Rows that name both a pod and its model. */
const OF_MODEL = rowsWith(
  ({ meaning, fetch, labels }) =>
    labels.pod.length > 0 &&
    labels.model.length > 0 &&
    (meaning.kind === 'queue_depth' || (meaning.kind === 'load_fact' && fetch === 'presence')),
);

/** Row that every pod has, with who made it. */
const INFO = rowsWith(({ metric }) => metric === 'kube_pod_info');

function rowsWith(holds: (row: Signal) => boolean): Signal[] {
  return SIGNALS.filter(holds);
}

/**
 * The pods that may have a cold start: those that ask for a GPU, and those with series of their own. A first question
 * whose answer, as `pods` of a `TimelineFilter`, makes the second one cheap: it keeps the other pods of the cluster out.
 *
 * With a model: the pods that report it, and those of the same owner that report none yet. A ReplicaSet is taken
 * without the hash at its end, so that the pods of a new rollout are among them.
 *
 * Throws a RangeError for a variable whose name is none.
 */
export function podsQuery({ namespace, model }: Pick<TimelineFilter, 'namespace' | 'model'> = {}): PodsQuery {
  const within = namespace === undefined ? {} : { namespace };
  if (model === undefined) {
    return { mode: 'instant', promql: podsOf([...GPU_REQUEST, ...OF_MODEL], within) };
  }
  const reporting = podsOf(OF_MODEL, { ...within, model });
  const owned = `(${podsByOwner(within)})`;
  const silent = `(${owned} unless on(namespace,pod) ${podsOf(OF_MODEL, within)})`;
  const owners = `(${owned} and on(namespace,pod) ${reporting})`;
  const siblings = `group by(namespace,pod)(${silent} and on(namespace,owner) ${owners})`;
  return { mode: 'instant', promql: `${reporting} or ${siblings}` };
}

function podsOf(rows: readonly Signal[], filter: TimelineFilter): string {
  return `group by(namespace,pod)(${anyOf(rows.flatMap((row) => uniform(row, filter)))})`;
}

function podsByOwner(filter: TimelineFilter): string {
  const owned = (of: string, hash: string): string =>
    anyOf(
      INFO.flatMap((row) => uniform(row, filter, [of])).map(
        (info) => `label_replace(${info},"owner","$1","created_by_name","(.+)${hash}")`,
      ),
    );
  const ofReplicaSet = owned('created_by_kind="ReplicaSet"', '-[a-z0-9]+');
  const ofOthers = owned('created_by_kind!="ReplicaSet"', '');
  return `group by(namespace,pod,owner)(${ofReplicaSet} or ${ofOthers})`;
}

/** Series of a row with their pod in `pod` and its namespace in `namespace`, whichever labels they stand in. */
function uniform(row: Signal, filter: TimelineFilter, more: readonly string[] = []): string[] {
  const filters = row.filter ? [row.filter.label + row.filter.matcher, ...more] : more;
  return select([row], { ...filter, quotedLabels: false }).flatMap(({ metrics, matchers }) => {
    // No PromQL before version 3 can name the labels that go with a dotted name.
    const plain = metrics.filter(({ asTold, canonical }) => asTold === canonical);
    if (plain.length === 0) return [];
    const selected = `last_over_time(${selector({ metrics: plain, matchers }, filters)}[$__range])`;
    return [moved('namespace', row.labels, moved('pod', row.labels, selected))];
  });
}

function moved(field: 'namespace' | 'pod', labels: LabelLayout, promql: string): string {
  return labels[field]
    .filter((name) => name !== field)
    .reduceRight((inner, name) => `label_replace(${inner},"${field}","$1","${name}","(.+)")`, promql);
}
