import type { TimelineQuery } from '@coldstart/timeline';
import {
  LoadingState,
  type DataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  type TimeRange,
} from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import { RuntimeDataSource } from '@grafana/scenes';
import { Observable } from 'rxjs';
import { fetchSeries, RefusedError, type QueryResult } from './api';
import type { ConnectionMonitor } from './connection';
import { seriesToFrame } from './frames';

export const DATA_SOURCE = { type: 'coldstart', uid: 'coldstart-viewer' } as const;

export type ViewerQuery = DataQuery & TimelineQuery;

interface Answer {
  readonly frames: readonly DataFrame[];
  /** Of the request that it answers, see `rangeName`. */
  readonly range: string;
}

/** What a panel shows meanwhile: Grafana keeps its last picture, with the range that this picture is of. */
const WAITING: DataQueryResponse = { data: [], state: LoadingState.Loading };

/**
 * The server's series as a Grafana data source. Whatever fails, what was loaded last stays: per query when one of
 * them fails, all of it when the server does not answer.
 */
export class ViewerDataSource extends RuntimeDataSource {
  private readonly answers = new Map<string, Answer>();
  private inFlight: Promise<void> | null = null;
  /** Range of the last request that came to an end, be it a failure. */
  private askedLast: string | null = null;

  constructor(private readonly connection: ConnectionMonitor) {
    super(DATA_SOURCE.type, DATA_SOURCE.uid);
  }

  /**
   * Grafana drops a running query when the next refresh comes. A source slower than the refresh would then never
   * show anything, so a request is never given up: the next one starts with its answer. An answer to another range
   * would make a panel state what nobody asked the server, so then it waits, and says so.
   */
  override query(request: DataQueryRequest): Observable<DataQueryResponse> {
    const targets = request.targets as ViewerQuery[];
    const range = rangeName(request.range);
    return new Observable((observer) => {
      void (async () => {
        while (this.inFlight && !observer.closed) {
          observer.next(this.askedLast === range ? this.lastAnswer(targets, range) : WAITING);
          await this.inFlight;
        }
        if (observer.closed) {
          return;
        }
        if (this.askedLast !== range) {
          observer.next(WAITING);
        }
        this.inFlight = this.load(request, targets).finally(() => {
          this.inFlight = null;
          this.askedLast = range;
        });
        await this.inFlight;
        observer.next(this.lastAnswer(targets, range));
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
      this.keep(targets, results, request);
      this.connection.report(unique(results.flatMap(({ error }) => error ?? [])));
    } catch (error) {
      if (error instanceof RefusedError) {
        this.connection.report([error.message]);
      } else {
        await this.connection.poll();
      }
    }
  }

  private keep(
    targets: readonly ViewerQuery[],
    results: readonly QueryResult[],
    { range, intervalMs }: DataQueryRequest,
  ): void {
    for (const query of targets) {
      const result = results.find(({ refId }) => refId === query.refId);
      if (result && result.error === undefined) {
        const frames = result.series.map((series) => seriesToFrame(query, series, intervalMs));
        this.answers.set(query.refId, { frames, range: rangeName(range) });
      }
    }
  }

  private lastAnswer(targets: readonly ViewerQuery[], range: string): DataQueryResponse {
    const errors = targets
      .filter(({ refId }) => this.answers.get(refId)?.range !== range)
      .map(({ refId }) => ({ refId, message: 'no answer for this time range' }));
    return {
      data: targets.flatMap(({ refId }) => this.answers.get(refId)?.frames ?? []),
      state: LoadingState.Done,
      ...(errors.length > 0 && { errors }),
    };
  }
}

/** The range as it was chosen: `now-15m/now` stays the same while the time passes. */
function rangeName({ raw }: TimeRange): string {
  return [raw.from, raw.to].map((end) => end.valueOf()).join('/');
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
