import type { Reading } from '../read/index.js';
import type { SpanLoad } from '../spans/index.js';
import type { NamedPod } from './names-memory.js';

interface Known {
  readonly said: string;
  readonly spans: readonly SpanLoad[];
}

/** What spans tell of each pod; the same objects while they tell the same. */
export class SpansMemory {
  #before: ReadonlyMap<string, Known> = new Map();

  /** The pods with what spans tell of them, and those that spans alone name. */
  withSpans(pods: readonly NamedPod[], loads: readonly SpanLoad[]): readonly NamedPod[] {
    if (loads.length === 0) return pods;
    const namespaces = namespacesOf(pods);
    const known = new Map<string, Known & { readonly namespace: string; readonly pod: string }>();
    for (const spans of Map.groupBy(loads, (load) => keyOf(placeOf(load, namespaces))).values()) {
      const [first] = spans;
      if (!first) continue;
      const place = placeOf(first, namespaces);
      const said = JSON.stringify(spans, (_, value: unknown) => (value instanceof Map ? [...value] : value));
      const before = this.#before.get(keyOf(place));
      known.set(keyOf(place), { ...place, said, spans: before?.said === said ? before.spans : spans });
    }
    this.#before = known;
    const named = pods.map((pod) => ({ ...pod, spans: known.get(keyOf(pod))?.spans ?? [] }));
    const keys = new Set(pods.map(keyOf));
    for (const [key, { namespace, pod, spans }] of known) {
      if (!keys.has(key)) named.push({ namespace, pod, lists: [], spans });
    }
    return named;
  }
}

type Place = Pick<NamedPod, 'namespace' | 'pod'>;

function keyOf({ namespace, pod }: Place): string {
  return JSON.stringify([namespace, pod]);
}

/** A resource that was not told its namespace has that of the one pod of its name. */
function placeOf({ who }: SpanLoad, namespaces: ReadonlyMap<string, readonly string[]>): Place {
  const [only = '', ...others] = namespaces.get(who.pod) ?? [];
  return { pod: who.pod, namespace: who.namespace || (others.length === 0 ? only : '') };
}

/** Of the pods of each name, as far as series of their own or of kube-state-metrics tell. */
function namespacesOf(pods: readonly NamedPod[]): Map<string, string[]> {
  const namespaces = new Map<string, string[]>();
  for (const { namespace, pod, lists } of pods) {
    if (!lists.some((list) => list.some(tellsOfPod))) continue;
    namespaces.set(pod, [...(namespaces.get(pod) ?? []), namespace]);
  }
  return namespaces;
}

function tellsOfPod({ signal: { source, meaning } }: Reading): boolean {
  if (source === 'kube-state-metrics') return true;
  return (
    source === 'coldstart' &&
    (meaning.kind === 'mark' || meaning.kind === 'phase_boundary' || meaning.kind === 'load_fact')
  );
}
