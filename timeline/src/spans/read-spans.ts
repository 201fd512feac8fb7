import type { Notes } from '../notes/index.js';
import type { TraceSpan } from '../trace-span.js';
import { engineLoad, startsOf } from './engine.js';
import { identityOf, isOwn, isRoot, ownKey, ownLoad } from './own.js';
import { meaningOfSpan } from './phase-names.js';
import type { SpanIdentity, SpanLoad } from './span-load.js';
import { usable } from './usable.js';

/**
 * What spans tell of starts of servers: those of the SDK and the wrapper, and those of a server itself by the table of
 * their names. Other spans say nothing here. A span of a server belongs to the pod that its resource names, or to the load
 * whose trace it continues: vLLM adopts `TRACEPARENT`. One that comes twice counts once.
 */
export function readSpans(spans: readonly TraceSpan[], notes: Notes): SpanLoad[] {
  const known = onceEach(spans)
    .filter((span) => isOwn(span) || meaningOfSpan(span.name) !== null)
    .flatMap((span) => usable(span, notes) ?? []);
  const owned = Map.groupBy(known.filter(isOwn), ownKey);
  const loads: SpanLoad[] = [];
  for (const group of owned.values()) {
    const [first, ...others] = group;
    if (first && havePod(group, notes)) loads.push(ownLoad([first, ...others]));
  }
  const owners = new Owners(spans, owned);
  const foreign = Map.groupBy(
    known.filter((span) => !isOwn(span)),
    (span) => owners.keyOf(span) ?? JSON.stringify(whoOf(identityOf(span))),
  );
  for (const [key, group] of foreign) {
    const owner = owned.get(key);
    if (owner) loads.push(...ofOwner(owner, group));
    else loads.push(...ofPod(group, notes));
  }
  return loads;
}

/** Of spans with one id the one that ends last; by id, as stores give them in any order. */
function onceEach(spans: readonly TraceSpan[]): TraceSpan[] {
  const once = new Map<string, TraceSpan>();
  for (const span of spans) {
    const key = idOf(span);
    const known = once.get(key);
    if (!known || (span.endS - known.endS || known.startS - span.startS) > 0) once.set(key, span);
  }
  return [...once].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, span]) => span);
}

function idOf({ traceId, spanId }: Pick<TraceSpan, 'traceId' | 'spanId'>): string {
  return `${traceId}/${spanId}`;
}

/** Spans of a server below a load of ours. What comes after the load has ended is no part of it. */
function ofOwner(owner: readonly TraceSpan[], spans: readonly TraceSpan[]): SpanLoad[] {
  const [one] = owner;
  const endS = owner.find(isRoot)?.endS ?? Infinity;
  const [first, ...others] = spans.filter(({ startS }) => startS < endS);
  if (!one || !first) return [];
  const { who, attempt } = ownLoad([one]);
  return [engineLoad(who, attempt, [first, ...others])];
}

function ofPod(spans: readonly TraceSpan[], notes: Notes): SpanLoad[] {
  if (!havePod(spans, notes)) return [];
  return startsOf(spans).flatMap(([first, ...others]) =>
    first ? [engineLoad(identityOf(first), null, [first, ...others])] : [],
  );
}

function whoOf({ namespace, pod, container }: SpanIdentity): readonly string[] {
  return [namespace, pod, container];
}

/** Whether spans of one identity name a pod. */
function havePod(spans: readonly TraceSpan[], notes: Notes): boolean {
  const nameless = spans.filter((span) => identityOf(span).pod === '');
  for (const { name } of nameless) {
    notes.add(
      'ignored',
      'span without pod',
      `"${name}"`,
      (names) => `Spans ${names} name no pod (resource attribute k8s.pod.name): ignored.`,
    );
  }
  return nameless.length === 0;
}

interface Owner {
  readonly key: string;
  readonly pod: string;
}

/** Which load of ours a span of a server continues. */
class Owners {
  readonly #parents = new Map<string, string>();
  readonly #bySpan = new Map<string, Owner>();
  readonly #byTrace = new Map<string, Map<string, Owner>>();

  constructor(all: readonly TraceSpan[], owned: ReadonlyMap<string, readonly TraceSpan[]>) {
    for (const span of all) this.#parents.set(idOf(span), idOf({ ...span, spanId: span.parentSpanId }));
    for (const [key, spans] of owned) {
      for (const span of spans) {
        const owner = { key, pod: identityOf(span).pod };
        this.#bySpan.set(idOf(span), owner);
        const ofTrace = this.#byTrace.get(span.traceId) ?? new Map<string, Owner>();
        this.#byTrace.set(span.traceId, ofTrace.set(key, owner));
      }
    }
  }

  /**
   * By the spans around it; where those are missing, by its trace, where that holds a single load and no other pod is
   * meant.
   */
  keyOf(span: TraceSpan): string | null {
    const seen = new Set<string>();
    for (let at: string | undefined = idOf(span); at && !seen.has(at); at = this.#parents.get(at)) {
      const owner = this.#bySpan.get(at);
      if (owner) return owner.key;
      seen.add(at);
    }
    const [only, ...others] = this.#byTrace.get(span.traceId)?.values() ?? [];
    const { pod } = identityOf(span);
    return only && others.length === 0 && (pod === '' || pod === only.pod) ? only.key : null;
  }
}
