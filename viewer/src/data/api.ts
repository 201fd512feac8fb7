/** The page's side of what the server says; its types are the server's own, and nothing else of it comes along. */
import type { QueryResult, SeriesRequest, Status, WireSeries } from '@coldstart/cli';

export type { QueryResult, SeriesRequest, Status, WireSeries };

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
