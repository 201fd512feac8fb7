import type { TimelineQuery } from '@coldstart/timeline';
import { LoadingState, type DataFrame, type DataQueryRequest, type DataQueryResponse } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import { RuntimeDataSource } from '@grafana/scenes';
import { Observable } from 'rxjs';
import { fetchSeries, RefusedError, type QueryResult } from './api';
import type { ConnectionMonitor } from './connection';
import { seriesToFrame } from './frames';

export const DATA_SOURCE = { type: 'coldstart', uid: 'coldstart-viewer' } as const;

export type ViewerQuery = DataQuery & TimelineQuery;

/**
 * The server's series as a Grafana data source. Whatever fails, what was loaded last stays: per query when one of
 * them fails, all of it when the server does not answer.
 */
export class ViewerDataSource extends RuntimeDataSource {
  private readonly lastFrames = new Map<string, readonly DataFrame[]>();
  private inFlight: Promise<void> | null = null;

  constructor(private readonly connection: ConnectionMonitor) {
    super(DATA_SOURCE.type, DATA_SOURCE.uid);
  }

  /**
   * Grafana drops a running query when the next refresh comes. A source slower than the refresh would then never
   * show anything, so a request is never given up: the next one starts with its answer.
   */
  override query(request: DataQueryRequest): Observable<DataQueryResponse> {
    const targets = request.targets as ViewerQuery[];
    return new Observable((observer) => {
      void (async () => {
        while (this.inFlight && !observer.closed) {
          if (this.lastFrames.size > 0) {
            observer.next(this.lastAnswer(targets));
          }
          await this.inFlight;
        }
        if (observer.closed) {
          return;
        }
        this.inFlight = this.load(request, targets).finally(() => {
          this.inFlight = null;
        });
        await this.inFlight;
        observer.next(this.lastAnswer(targets));
        observer.complete();
      })();
    });
  }

  private async load(request: DataQueryRequest, targets: readonly ViewerQuery[]): Promise<void> {
    try {
      const results = await fetchSeries({
        queries: targets.map(({ refId, mode, metrics, promql }) => ({ refId, mode, metrics, promql })),
        fromMs: request.range.from.valueOf(),
        toMs: request.range.to.valueOf(),
        stepMs: request.intervalMs,
      });
      this.keep(targets, results, request.intervalMs);
      this.connection.report(unique(results.flatMap(({ error }) => error ?? [])));
    } catch (error) {
      if (error instanceof RefusedError) {
        this.connection.report([error.message]);
      } else {
        await this.connection.poll();
      }
    }
  }

  private keep(targets: readonly ViewerQuery[], results: readonly QueryResult[], stepMs: number): void {
    for (const query of targets) {
      const result = results.find(({ refId }) => refId === query.refId);
      if (result && result.error === undefined) {
        this.lastFrames.set(
          query.refId,
          result.series.map((series) => seriesToFrame(query, series, stepMs)),
        );
      }
    }
  }

  private lastAnswer(targets: readonly ViewerQuery[]): DataQueryResponse {
    return {
      data: targets.flatMap(({ refId }) => this.lastFrames.get(refId) ?? []),
      state: LoadingState.Done,
    };
  }
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
