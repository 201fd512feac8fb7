import { METRICS, QUEUE_WAIT_BUCKETS_S, SCOPE_NAME } from '@coldstart/conventions';
import type { MetricDefinition, MetricKey } from '@coldstart/conventions';
import { createNoopMeter, logs, metrics, trace } from '@opentelemetry/api';
import type { Attributes, BatchObservableResult, Histogram, Observable } from '@opentelemetry/api';
import type { AbandonedLoad } from '../journal/index.js';
import type { LoadState } from '../load/index.js';
import type { Observation } from '../signals/index.js';
import { endingOf, endingOfAbandoned, writeAbandonedLog, writeSpans } from '../spans/index.js';

/** The host may register its providers after us. */
const LOOK_AGAIN_MS = 1000;

/** Waits that are kept for a provider that is not there yet. */
const MOST_WAITS = 10_000;

/** Loads whose spans are kept for one. */
const MOST_UNTRACED = 20;

/**
 * Exports through the OpenTelemetry providers that the host has registered. A meter taken before its provider is
 * registered stays silent for ever, so instruments are made once there is one.
 */
export class GlobalProviders {
  private observations: readonly Observation[] = [];
  private histogram: Histogram | null = null;
  private looking: NodeJS.Timeout | null = null;
  private readonly waits: number[] = [];
  private readonly untraced: (() => void)[] = [];

  /** `pod`: see `podAttributes`. */
  constructor(private readonly pod: Attributes) {
    this.looking = setInterval(() => {
      this.look();
    }, LOOK_AGAIN_MS);
    this.looking.unref();
    this.look();
  }

  /** Takes what stands for all series from now on. */
  observed(observations: readonly Observation[]): void {
    this.observations = observations;
    this.look();
  }

  /** Counts a request that waited, seconds. */
  waited(seconds: number): void {
    if (this.histogram === null) {
      if (this.waits.length < MOST_WAITS) this.waits.push(seconds);
    } else {
      this.histogram.record(seconds, this.pod);
    }
  }

  /** Takes the spans of a load that is over. */
  ended(state: LoadState, attributes: Attributes): void {
    const ending = endingOf(state);
    if (ending !== null) {
      this.whenTraced(() => {
        writeSpans(trace.getTracer(SCOPE_NAME), state, attributes, ending);
      });
    }
  }

  /** Takes spans and a log record of an earlier attempt that died; calls `taken` when there is somebody to take them. */
  abandoned(load: AbandonedLoad, attributes: Attributes, taken: () => void): void {
    this.whenTraced(() => {
      writeSpans(trace.getTracer(SCOPE_NAME), load.state, attributes, endingOfAbandoned(load));
      writeAbandonedLog(logs.getLogger(SCOPE_NAME), load, attributes);
      taken();
    });
  }

  private whenTraced(write: () => void): void {
    if (hasTracerProvider()) {
      write();
    } else if (this.untraced.length < MOST_UNTRACED) {
      this.untraced.push(write);
    }
  }

  stop(): void {
    clearInterval(this.looking ?? undefined);
    this.looking = null;
    this.observations = [];
  }

  private look(): void {
    if (this.looking === null) {
      return;
    }
    if (hasTracerProvider()) {
      for (const write of this.untraced.splice(0)) {
        write();
      }
    }
    const meter = metrics.getMeter(SCOPE_NAME);
    if (this.histogram !== null || meter === createNoopMeter()) {
      return;
    }
    const gauges = new Map<MetricKey, Observable>();
    for (const [key, definition] of Object.entries<MetricDefinition>(METRICS)) {
      const { name, type, unit, description } = definition;
      if (type === 'histogram') {
        this.histogram = meter.createHistogram(name, {
          unit,
          description,
          advice: { explicitBucketBoundaries: [...QUEUE_WAIT_BUCKETS_S] },
        });
      } else {
        gauges.set(key as MetricKey, meter.createObservableGauge(name, { unit, description }));
      }
    }
    meter.addBatchObservableCallback(
      (result) => {
        this.report(result, gauges);
      },
      [...gauges.values()],
    );
    for (const seconds of this.waits.splice(0)) {
      this.waited(seconds);
    }
  }

  private report(result: BatchObservableResult, gauges: ReadonlyMap<MetricKey, Observable>): void {
    for (const { metric, value, attributes } of this.observations) {
      const gauge = gauges.get(metric);
      if (gauge !== undefined && typeof value === 'number') {
        result.observe(gauge, value, attributes);
      }
    }
  }
}

/** Spans of a tracer that nobody provides are lost, and no other call tells whether anybody does. */
function hasTracerProvider(): boolean {
  const proxy = trace.getTracerProvider() as { getDelegateTracer?(name: string): unknown };
  return typeof proxy.getDelegateTracer !== 'function' || proxy.getDelegateTracer(SCOPE_NAME) !== undefined;
}
