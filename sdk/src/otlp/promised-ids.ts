import { RandomIdGenerator } from '@opentelemetry/sdk-trace';
import type { IdGenerator } from '@opentelemetry/sdk-trace';
import type { TraceParent } from '../trace-parent.js';

/** Draws ids at random, but for a span whose ids were told to others before it is written. */
export class PromisedIds implements IdGenerator {
  private readonly random = new RandomIdGenerator();
  private spanId: string | null = null;
  private traceId: string | null = null;

  /** The span that is started next is this one; its trace is that of its parent, where it has one. */
  promise({ traceId, spanId }: TraceParent): void {
    this.spanId = spanId;
    this.traceId = traceId;
  }

  /** OpenTelemetry asks for the span's id first, then for one of its trace if there is no parent. */
  generateSpanId(): string {
    const id = this.spanId;
    if (id === null) {
      this.traceId = null;
    }
    this.spanId = null;
    return id ?? this.random.generateSpanId();
  }

  generateTraceId(): string {
    const id = this.traceId;
    this.traceId = null;
    return id ?? this.random.generateTraceId();
  }
}
