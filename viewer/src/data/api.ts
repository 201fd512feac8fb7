/** What the page and the server say to each other; the server's side is `cli/src/view/api.ts`. */
import type { TimelineQuery } from '@coldstart/timeline';

export interface SeriesRequest {
  readonly queries: readonly TimelineQuery[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

export interface WireSeries {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly timesMs: readonly number[];
  /** `null` is not a number. */
  readonly values: readonly (number | null)[];
}

export interface QueryResult {
  readonly refId: string;
  readonly series: readonly WireSeries[];
  /** In words for a person. The series are then empty. */
  readonly error?: string;
}

export interface Status {
  readonly source: 'otlp' | 'prometheus';
  readonly sourceUrl: string;
  readonly title: string;
  /** Empty: none. */
  readonly banner: string;
  readonly nowMs: number;
  /** How far back the page looks at first, seconds. */
  readonly lookbackS: number;
  readonly firstSampleMs: number | null;
  readonly seriesCount: number;
  readonly phase: 'running' | 'ended';
}

/** The server answered, and refused. */
export class RefusedError extends Error {}

export async function fetchStatus(): Promise<Status> {
  return (await answerOf(await fetch('/api/status', { cache: 'no-store' }))) as Status;
}

export async function fetchSeries(request: SeriesRequest): Promise<readonly QueryResult[]> {
  const response = await fetch('/api/series', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  return ((await answerOf(response)) as { results: readonly QueryResult[] }).results;
}

async function answerOf(response: Response): Promise<unknown> {
  if (!response.ok) {
    throw new RefusedError((await response.text()) || `HTTP ${response.status}`);
  }
  return response.json();
}
