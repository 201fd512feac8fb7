/** A finished span of a trace, as OTLP or Tempo give it. */
export interface TraceSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root span. */
  readonly parentSpanId: string;
  readonly name: string;
  /** Unix seconds. */
  readonly startS: number;
  readonly endS: number;
  readonly failed: boolean;
  /** What happened at a moment within it, by name; Unix seconds. */
  readonly events?: readonly { readonly name: string; readonly atS: number }[];
  /** Of the span. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Of the resource that made it, e.g. `service.name`, `k8s.pod.name`. */
  readonly resource: Readonly<Record<string, string>>;
}
