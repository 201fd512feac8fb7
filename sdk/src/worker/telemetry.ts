import { MAX_SERIES_PER_POD } from '@coldstart/conventions';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { Config } from '../config/index.js';
import { initialState, reduce } from '../load/index.js';
import type { LoadState } from '../load/index.js';
import { loadAttributes } from './identity.js';
import { createMetrics } from './metrics.js';
import { observations } from './observations.js';
import type { ToWorker } from './protocol.js';
import { serveMetrics } from './server.js';
import type { MetricsServer } from './server.js';
import { createSpans, writeSpans } from './spans.js';

const DONE = Promise.resolve();

/** Owns the OpenTelemetry SDK: what the loads tell comes in, metrics and spans go out. */
export class Telemetry {
  private readonly loads = new Map<number, LoadState>();
  private readonly metrics;
  private readonly spans;
  private server: MetricsServer | null = null;

  constructor(
    private readonly config: Config,
    private readonly complain: (message: string) => void,
  ) {
    const resource = resourceFromAttributes({ 'service.name': config.serviceName });
    this.metrics = createMetrics(config, resource, () =>
      [...this.loads.values()].flatMap((state) => observations(state, loadAttributes(config, state))),
    );
    this.spans = createSpans(config, resource);
  }

  /** URL of `/metrics`, or `null` where none is served. */
  async listen(): Promise<string | null> {
    const { metricsHost, metricsPort } = this.config;
    if (metricsPort === false) {
      return null;
    }
    try {
      this.server = await serveMetrics(metricsHost, metricsPort, (request, response) => {
        this.metrics.scrape.getMetricsRequestHandler(request, response);
      });
      return this.server.url;
    } catch (error) {
      this.complain(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  /** Takes a load or one of its transitions. */
  receive(message: Extract<ToWorker, { type: 'load' | 'transition' }>): void {
    if (message.type === 'load') {
      this.loads.set(message.load, initialState(message.identity));
      this.forgetOldest();
      return;
    }
    const before = this.loads.get(message.load);
    if (before === undefined) {
      return;
    }
    const after = reduce(before, message.transition);
    this.loads.set(message.load, after);
    if (before.result === null && after.result !== null && this.spans !== null) {
      writeSpans(this.spans.tracer, after, loadAttributes(this.config, after));
    }
  }

  /** A server that swaps models all day keeps to the budget of series: its oldest loads that are over go. */
  private forgetOldest(): void {
    const seriesOf = (state: LoadState): number => observations(state, {}).length;
    let series = [...this.loads.values()].reduce((sum, state) => sum + seriesOf(state), 0);
    for (const [load, state] of this.loads) {
      if (series <= MAX_SERIES_PER_POD) {
        return;
      }
      if (state.result !== null) {
        this.loads.delete(load);
        series -= seriesOf(state);
      }
    }
  }

  /** Pushes what is pending. Never rejects. */
  async flush(): Promise<void> {
    await this.settle([this.metrics.provider.forceFlush(), this.spans?.provider.forceFlush() ?? DONE]);
  }

  /** Pushes what is pending and stops. Never rejects. */
  async shutdown(): Promise<void> {
    await this.settle([this.metrics.provider.shutdown(), this.spans?.provider.shutdown() ?? DONE]);
    await this.server?.close();
  }

  private async settle(work: readonly Promise<void>[]): Promise<void> {
    for (const result of await Promise.allSettled(work)) {
      if (result.status === 'rejected') {
        this.complain(`telemetry could not be pushed: ${String(result.reason)}`);
      }
    }
  }
}
