import { ATTRIBUTES, prometheusName } from '@coldstart/conventions';
import { dottedName, type LabelLayout, type Signal, type Subject } from '../signals/index.js';
import { choose, chooseService, namesMatcher, type Choice } from './choice.js';

/** Which cold starts are asked for; all unless told. */
export interface TimelineFilter {
  readonly namespace?: Choice;
  /** Restricts what names a model. Cluster and GPU exporters name none: find its pods with `podsQuery`. */
  readonly model?: Choice;
  /** Names of pods. Restricts what speaks of pods: a queue stands in front of them. */
  readonly pods?: Choice;
  /**
   * Own series whose labels keep their dots are asked for too: `"k8s.pod.name"`. Only a Prometheus from 3.0 understands
   * that. Without a filter they are always asked for, as their names alone can be said in any version.
   */
  readonly quotedLabels?: boolean;
}

type Restricted = 'namespace' | 'pod' | 'model';

/** What a filter can restrict of each subject. */
const RESTRICTED: Readonly<Record<Subject, readonly Restricted[]>> = {
  pod: ['namespace', 'pod', 'model'],
  device: ['namespace', 'pod', 'model'],
  model: ['namespace', 'model'],
  workload: ['namespace'],
  node: [],
};

/** Ways in which the series of some rows are selected: each names metrics, and matchers for all of them. */
export interface Selection {
  readonly metrics: readonly { readonly canonical: string; readonly asTold: string }[];
  readonly matchers: readonly string[];
}

/** Selections that bring the series of `rows` within a scope. No series is in two of them. */
export function select(rows: readonly Signal[], filter: TimelineFilter): Selection[] {
  const selections = new Map<string, { metrics: Selection['metrics'][number][]; matchers: string[] }>();
  const put = (canonical: string, asTold: string, matchers: readonly string[]): void => {
    const key = JSON.stringify(matchers);
    const known = selections.get(key) ?? { metrics: [], matchers: [...matchers] };
    known.metrics.push({ canonical, asTold });
    selections.set(key, known);
  };
  for (const row of rows) {
    const { metric } = row;
    for (const matchers of alternatives(row, row.labels, filter)) put(metric, metric, matchers);
    const dotted = dottedName(metric);
    if (dotted === null) continue;
    const restricted = alternatives(row, row.labels, filter).flat().length > 0;
    if (!restricted) put(metric, dotted, []);
    else if (filter.quotedLabels) {
      for (const matchers of alternatives(row, quoted(row.labels), filter)) put(metric, dotted, matchers);
    }
  }
  return [...selections.values()];
}

/**
 * A row reads a field from the first of several labels that is not empty: for each of them there is an alternative that
 * names it and says that those before it are empty, combined over the fields.
 */
function alternatives(
  { speaksOf = 'pod' }: Signal,
  labels: LabelLayout,
  { namespace, model, pods }: TimelineFilter,
): string[][] {
  const choices = { namespace, model, pod: pods };
  const fields = RESTRICTED[speaksOf];
  // A pod that does not know its own namespace, or a load without a model, is told by the name of the pod.
  const podIsChosen = pods !== undefined && fields.includes('pod') && labels.pod.length > 0;
  return fields.reduce<string[][]>(
    (sofar, field) => {
      const choice = choices[field];
      const within = field === 'namespace' ? (labels.namespaceWithin ?? []) : [];
      if (choice !== undefined && within.length > 0) {
        return within.flatMap((name, at) => {
          const before = within.slice(0, at).map((other) => `${other}=""`);
          return sofar.map((matchers) => [...matchers, ...before, chooseService(name, choice)]);
        });
      }
      const names = labels[field];
      if (choice === undefined || names.length === 0) return sofar;
      return names.flatMap((name, at) => {
        const before = names.slice(0, at).map((other) => `${other}=""`);
        const orNone = podIsChosen && field !== 'pod' && at === names.length - 1;
        return sofar.map((matchers) => [...matchers, ...before, choose(name, choice, orNone)]);
      });
    },
    [[]],
  );
}

const OTEL_NAMES = new Map<string, string>(
  Object.values(ATTRIBUTES).map(({ name }) => [prometheusName(name), `"${name}"`]),
);

function quoted(labels: LabelLayout): LabelLayout {
  const names = (plain: readonly string[]): string[] => plain.map((name) => OTEL_NAMES.get(name) ?? name);
  return {
    ...labels,
    namespace: names(labels.namespace),
    pod: names(labels.pod),
    model: names(labels.model),
  };
}

/** The selection as PromQL. */
export function selector({ metrics, matchers }: Selection, more: readonly string[] = []): string {
  const names = metrics.map(({ asTold }) => asTold);
  const [only = ''] = names;
  const all = [...matchers, ...more];
  if (names.length > 1) return `{${[namesMatcher(names), ...all].join(',')}}`;
  if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(only)) return `{${[choose('__name__', only), ...all].join(',')}}`;
  return all.length > 0 ? `${only}{${all.join(',')}}` : only;
}
