import { context, isSpanContextValid, trace } from '@opentelemetry/api';

/** The span that a load belongs to, as W3C Trace Context names it. */
export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

const FORMAT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;

/** Reads a `traceparent`; `null` where it is none. Source: W3C Trace Context, section 3.2. */
export function parseTraceParent(text: string | undefined): TraceParent | null {
  const [, traceId = '', spanId = '', flags = ''] = FORMAT.exec(text?.trim() ?? '') ?? [];
  const parent = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) };
  return isSpanContextValid(parent) ? parent : null;
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
