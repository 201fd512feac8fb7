import { context, isSpanContextValid, trace, TraceFlags } from '@opentelemetry/api';

/** A span, as W3C Trace Context names it. */
export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;

const FORMAT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;

/** Reads a `traceparent`; `null` where it is none. Source: W3C Trace Context, section 3.2. */
export function parseTraceParent(text: string | undefined): TraceParent | null {
  const [, traceId = '', spanId = '', flags = ''] = FORMAT.exec(text?.trim() ?? '') ?? [];
  const parent = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) };
  return isSpanContextValid(parent) ? parent : null;
}

/** Writes the `traceparent` that `parseTraceParent` reads. */
export function formatTraceParent({ traceId, spanId, traceFlags }: TraceParent): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** A new span below `parent`, or of a trace of its own. It is sampled unless its parent is not. */
export function newSpan(parent: TraceParent | null): TraceParent {
  return {
    traceId: parent?.traceId ?? randomHex(TRACE_ID_BYTES),
    spanId: randomHex(SPAN_ID_BYTES),
    traceFlags: parent === null ? TraceFlags.SAMPLED : parent.traceFlags & TraceFlags.SAMPLED,
  };
}

/** Lowercase, and never all zeros, which would name nothing. An id has to be rare and need not be secret. */
function randomHex(bytes: number): string {
  const all = Array.from({ length: bytes }, () => Math.floor(Math.random() * 256));
  all[bytes - 1] ||= 1;
  return all.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The span that is active now, else the one that the environment names in `TRACEPARENT`, else `null`. */
export function activeTraceParent(env: Readonly<Record<string, string | undefined>>): TraceParent | null {
  const active = trace.getSpanContext(context.active());
  if (active !== undefined && isSpanContextValid(active)) {
    const { traceId, spanId, traceFlags } = active;
    return { traceId, spanId, traceFlags };
  }
  return parseTraceParent(env['TRACEPARENT']);
}
