import { SCOPE_NAME } from '@coldstart/conventions';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { Attributes } from '@opentelemetry/api';
import type { Config } from '../config/index.js';
import type { AbandonedLoad } from '../journal/index.js';
import type { LoadState } from '../load/index.js';
import type { Observation } from '../signals/index.js';
import { endingOf, endingOfAbandoned, writeAbandonedLog, writeSpans } from '../spans/index.js';
import type { Ending } from '../spans/index.js';
import { logPush } from './logs.js';
import { metricPush } from './metrics.js';
import { producerOf } from './producer.js';
import { PromisedIds } from './promised-ids.js';
import { spanPush } from './traces.js';

/** OpenTelemetry SDK and OTLP exporters: metrics every few seconds, spans and log records as they come. */
export class Push {
  private readonly ids = new PromisedIds();
  private readonly metrics;
  private readonly spans;
  private readonly logs;

  /** `startS`: since when the process counts, Unix seconds. */
  constructor(config: Config, endpoint: string, startS: number, observe: () => readonly Observation[]) {
    const resource = resourceFromAttributes({ ...config.resource, 'service.name': config.serviceName });
    const producer = producerOf(resource, startS, observe);
    this.metrics = metricPush(endpoint, config.otlpIntervalS, resource, producer);
    this.spans = spanPush(endpoint, resource, this.ids);
    this.logs = logPush(endpoint, resource);
  }

  /** Takes the spans of a load that is over. */
  ended(state: LoadState, attributes: Attributes): void {
    const ending = endingOf(state);
    if (ending !== null) {
      this.writeSpans(state, attributes, ending);
    }
  }

  /** Takes spans and a log record of an earlier attempt that died. Resolves when both arrived, rejects when not. */
  async abandoned(load: AbandonedLoad, attributes: Attributes): Promise<void> {
    this.writeSpans(load.state, attributes, endingOfAbandoned(load));
    writeAbandonedLog(this.logs.getLogger(SCOPE_NAME), load, attributes);
    await Promise.all([this.spans.forceFlush(), this.logs.forceFlush()]);
  }

  private writeSpans(state: LoadState, attributes: Attributes, ending: Ending): void {
    this.ids.promise(state.span);
    writeSpans(this.spans.getTracer(SCOPE_NAME), state, attributes, ending);
  }

  /** Pushes what is pending; one result per signal. */
  flush(): Promise<PromiseSettledResult<void>[]> {
    return Promise.allSettled([this.metrics.forceFlush(), this.spans.forceFlush(), this.logs.forceFlush()]);
  }

  /** Pushes what is pending and stops; one result per signal. */
  shutdown(): Promise<PromiseSettledResult<void>[]> {
    return Promise.allSettled([this.metrics.shutdown(), this.spans.shutdown(), this.logs.shutdown()]);
  }
}
