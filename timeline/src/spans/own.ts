import { ATTRIBUTES, isMark, isPhase, ROOT_SPAN_NAME, type Mark, type Phase } from '@coldstart/conventions';
import type { TraceSpan } from '../trace-span.js';
import { widened, type SpanIdentity, type SpanLoad, type SpanPhase } from './span-load.js';

/** Of the span, else of the resource that made it. */
export function attributeOf({ attributes, resource }: TraceSpan, name: string): string {
  return attributes[name] || (resource[name] ?? '');
}

export function identityOf(span: TraceSpan): SpanIdentity {
  return {
    namespace: attributeOf(span, ATTRIBUTES.K8S_NAMESPACE_NAME.name),
    pod: attributeOf(span, ATTRIBUTES.K8S_POD_NAME.name),
    container: attributeOf(span, ATTRIBUTES.K8S_CONTAINER_NAME.name),
    model: attributeOf(span, ATTRIBUTES.MODEL_NAME.name),
  };
}

export function isSimulated(span: TraceSpan): boolean {
  return attributeOf(span, ATTRIBUTES.SIMULATED.name) === 'true';
}

/** A span that the SDK or the wrapper wrote: the root of a load, or the child of a phase. */
export function isOwn(span: TraceSpan): boolean {
  return isRoot(span) || span.attributes[ATTRIBUTES.PHASE.name] === span.name;
}

export function isRoot({ name, attributes }: TraceSpan): boolean {
  return name === ROOT_SPAN_NAME && attributes[ATTRIBUTES.OUTCOME.name] !== undefined;
}

/** Spans of one load share it: a pod of the same name counts its attempts anew, in other traces. */
export function ownKey(span: TraceSpan): string {
  const { namespace, pod, container, model } = identityOf(span);
  const attempt = span.attributes[ATTRIBUTES.ATTEMPT.name] ?? '1';
  return JSON.stringify([span.traceId, namespace, pod, container, model, attempt]);
}

/** The load that spans of ours tell of; they share their `ownKey`. */
export function ownLoad(spans: readonly [TraceSpan, ...TraceSpan[]]): SpanLoad {
  const root = spans
    .filter(isRoot)
    .sort((a, b) => b.endS - a.endS || a.startS - b.startS)
    .at(0);
  const phases = new Map<Phase, SpanPhase>();
  for (const { name, startS, endS, failed } of spans) {
    if (isPhase(name)) phases.set(name, widened(phases.get(name), name, startS, endS, failed));
  }
  const attempt = Number(spans[0].attributes[ATTRIBUTES.ATTEMPT.name] ?? '1');
  return {
    who: identityOf(spans[0]),
    attempt: Number.isInteger(attempt) && attempt >= 1 ? attempt : 1,
    startS: Math.min(...spans.map(({ startS }) => startS)),
    endS: Math.max(...spans.map(({ endS }) => endS)),
    phases,
    marks: marksOf(root),
    ended: root
      ? {
          atS: root.endS,
          outcome: root.failed ? 'failed' : (root.attributes[ATTRIBUTES.OUTCOME.name] ?? ''),
          weightsSource: root.attributes[ATTRIBUTES.WEIGHTS_SOURCE.name] ?? '',
        }
      : null,
    engineReady: null,
    server: root?.attributes[ATTRIBUTES.SERVER.name] ?? '',
    simulated: spans.some(isSimulated),
  };
}

/** The marks that the root carries as events; of one that comes twice the earliest. */
function marksOf(root: TraceSpan | undefined): ReadonlyMap<Mark, number> {
  const marks = new Map<Mark, number>();
  for (const { name, atS } of root?.events ?? []) {
    if (isMark(name) && Number.isFinite(atS)) marks.set(name, Math.min(marks.get(name) ?? Infinity, atS));
  }
  return marks;
}
