import { existsSync } from 'node:fs';
import path from 'node:path';
import { TIMELINE_QUERIES, type Series } from '@coldstart/timeline';
import type { Status, WireSeries } from './api.js';
import { apiRoutes, folderFiles, listen, otlpRoutes, pageMissing, router } from './http/index.js';
import {
  memorySource,
  prometheusSource,
  scopedSource,
  type Scope,
  type SeriesSource,
} from './sources/index.js';
import { DEFAULT_LIMITS, SeriesStore } from './store/index.js';

export interface ViewerOptions {
  /** 0 takes any that is free. */
  readonly port: number;
  readonly host?: '127.0.0.1';
  /** `otlp`: what is pushed to this process. `prometheus`: what that server answers. */
  readonly source:
    { readonly kind: 'otlp' } | { readonly kind: 'prometheus'; readonly url: string; readonly scope?: Scope };
  /** Default `coldstart`. */
  readonly title?: string;
  /** What a reader must know first, e.g. what is simulated. Default none. */
  readonly banner?: string;
  /** How far back the page looks at first, seconds. Default 90 for `otlp`, half an hour for `prometheus`. */
  readonly lookbackS?: number;
  /** When the run that is shown began, Unix milliseconds, for a Prometheus, which holds more than the run. */
  readonly sinceMs?: number;
  /** Folder of the built page; default the repository's `viewer/dist`. */
  readonly assetsDir?: string;
  /** Hears what the viewer's user should know, in words. Default: standard error. */
  readonly onNotice?: (notice: string) => unknown;
}

export interface Viewer {
  /** Of the page. */
  readonly url: string;
  /** Where the series come from: the OTLP address, or Prometheus without user and password. */
  readonly sourceUrl: string;
  /** Base URL for OTLP/HTTP exporters; `null` with Prometheus. */
  readonly otlpUrl: string | null;
  /** `null` with Prometheus. */
  readonly store: SeriesStore | null;
  /** Why the page cannot be shown, in words; `null` when it can. */
  readonly pageProblem: string | null;
  setBanner(text: string): void;
  /** No sample will follow: the page stops refreshing and shows the whole run. */
  end(): void;
  /**
   * What `buildTimeline` reads, Unix seconds.
   * @throws Error in words when the source fails
   */
  querySeries(fromMs: number, toMs: number, stepMs: number): Promise<Series[]>;
  /** Cuts every connection and frees the port. Idempotent. */
  close(): Promise<void>;
}

const LOOKBACK_S = { otlp: 90, prometheus: 1800 } as const;

/** From `cli/dist/view` and `cli/src/view` alike. */
const BUILT_PAGE = path.resolve(import.meta.dirname, '../../../viewer/dist');

/**
 * Serves the page, its API and, for source `otlp`, an OTLP/HTTP receiver, on loopback.
 *
 * @throws PortInUseError; AddressError
 */
export async function startViewer(options: ViewerOptions): Promise<Viewer> {
  const { title = 'coldstart', assetsDir = BUILT_PAGE, host = '127.0.0.1' } = options;
  const onNotice = options.onNotice ?? ((notice) => process.stderr.write(`${notice}\n`));
  let banner = options.banner ?? '';
  let endedMs: number | null = null;

  const store = new SeriesStore(DEFAULT_LIMITS, onNotice);
  const pushed = options.source.kind === 'otlp';
  const source = options.source.kind === 'otlp' ? memorySource(store) : prometheusOf(options.source);

  const status = (): Status => ({
    source: options.source.kind,
    sourceUrl: source.url ?? url,
    title,
    banner,
    nowMs: endedMs ?? Date.now(),
    lookbackS: options.lookbackS ?? LOOKBACK_S[options.source.kind],
    firstSampleMs: source.firstSampleMs() ?? options.sinceMs ?? null,
    seriesCount: source.seriesCount(),
    phase: endedMs === null ? 'running' : 'ended',
  });
  const onFault = (error: unknown) => {
    onNotice(`Viewer: ${error instanceof Error ? error.stack : String(error)}`);
  };
  const handle = router(
    [...apiRoutes(source, status), ...(pushed ? otlpRoutes(store) : [])],
    folderFiles(assetsDir),
    onFault,
  );
  const server = await listen((request, response) => void handle(request, response), host, options.port);
  const url = `http://${host}:${server.port}`;

  let closed: Promise<void> | null = null;
  return {
    url: `${url}/`,
    sourceUrl: source.url ?? url,
    otlpUrl: pushed ? url : null,
    store: pushed ? store : null,
    pageProblem: existsSync(path.join(assetsDir, 'index.html')) ? null : pageMissing(assetsDir),
    setBanner(text) {
      banner = text;
    },
    end() {
      endedMs ??= Date.now();
    },
    async querySeries(fromMs, toMs, stepMs) {
      const results = await source.query({ queries: TIMELINE_QUERIES, fromMs, toMs, stepMs });
      const failed = results.find(({ error }) => error !== undefined);
      if (failed) {
        throw new Error(failed.error);
      }
      return results.flatMap(({ series }) => series.map(toSeries));
    },
    close() {
      source.close();
      closed ??= server.close();
      return closed;
    },
  };
}

function prometheusOf({ url, scope }: { readonly url: string; readonly scope?: Scope }): SeriesSource {
  const source = prometheusSource(url);
  return scope === undefined ? source : scopedSource(source, scope);
}

function toSeries({ metric, labels, timesMs, values }: WireSeries): Series {
  return {
    metric,
    labels,
    timesS: timesMs.map((time) => time / 1000),
    values: values.map((value) => value ?? NaN),
  };
}
