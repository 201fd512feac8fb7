import './given/browser';
import { TIMELINE_QUERIES } from '@coldstart/timeline';
import {
  dateTime,
  LoadingState,
  type DataQueryRequest,
  type DataQueryResponse,
  type RawTimeRange,
} from '@grafana/data';
import type { Subscription } from 'rxjs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ConnectionMonitor, ViewerDataSource, type ViewerQuery } from '../src/data';
import type { QueryResult, SeriesRequest } from '../src/data/api';

/** Requests that a slow server has not answered yet. */
let asked: { readonly request: SeriesRequest; readonly answer: (results: readonly QueryResult[]) => void }[];
let dataSource: ViewerDataSource;
let subscriptions: Subscription[];

beforeEach(() => {
  asked = [];
  subscriptions = [];
  dataSource = new ViewerDataSource(new ConnectionMonitor());
  vi.stubGlobal('fetch', (_path: string, { body }: { body: string }) => {
    let resolve: (response: Response) => void = () => undefined;
    const promise = new Promise<Response>((settle) => (resolve = settle));
    asked.push({
      request: JSON.parse(body) as SeriesRequest,
      answer: (results) => {
        resolve(new Response(JSON.stringify({ results })));
      },
    });
    return promise;
  });
});

afterEach(() => {
  for (const subscription of subscriptions) subscription.unsubscribe();
  vi.unstubAllGlobals();
});

const AT_MS = Date.UTC(2026, 10, 24, 12);
const LAST_MINUTE: RawTimeRange = { from: 'now-1m', to: 'now' };

/** Like a panel that is refreshed: a new query drops the one before. */
function ask(
  raw: RawTimeRange,
  fromMs = AT_MS,
): { state: string | undefined; values: unknown[]; errors: number }[] {
  subscriptions.at(-1)?.unsubscribe();
  const seen: { state: string | undefined; values: unknown[]; errors: number }[] = [];
  const range = { from: dateTime(fromMs), to: dateTime(fromMs + 60_000), raw };
  const request = { targets: TIMELINE_QUERIES as unknown as ViewerQuery[], range, intervalMs: 1000 };
  subscriptions.push(
    dataSource
      .query(request as unknown as DataQueryRequest)
      .subscribe(({ state, data, errors }: DataQueryResponse) => {
        const values = data.map(({ fields }) => (fields as { values: unknown[] }[])[1]?.values[0]);
        seen.push({ state, values, errors: errors?.length ?? 0 });
      }),
  );
  return seen;
}

/** Answers the oldest request that waits: one series of that value per query. */
async function answer(value: number, failing: readonly string[] = []): Promise<void> {
  await vi.waitFor(() => {
    expect(asked).toHaveLength(1);
  });
  asked.shift()?.answer(
    TIMELINE_QUERIES.map(({ refId, metrics }) =>
      failing.includes(refId)
        ? { refId, series: [], error: `${refId} timed out` }
        : {
            refId,
            series: [{ metric: metrics[0] ?? '', labels: {}, timesMs: [AT_MS], values: [value] }],
          },
    ),
  );
}

const done = (value: number) => ({
  state: LoadingState.Done,
  values: TIMELINE_QUERIES.map(() => value),
  errors: 0,
});
const waiting = { state: LoadingState.Loading, values: [], errors: 0 };

test('the first request says that it waits', async () => {
  const seen = ask(LAST_MINUTE);
  await answer(1);
  await vi.waitFor(() => {
    expect(seen).toEqual([waiting, done(1)]);
  });
});

test('a plain refresh does not blink, and one that comes early shows the answer of the one before', async () => {
  const first = ask(LAST_MINUTE);
  await answer(1);
  await vi.waitFor(() => {
    expect(first).toHaveLength(2);
  });
  const second = ask(LAST_MINUTE, AT_MS + 1000);
  await vi.waitFor(() => {
    expect(asked).toHaveLength(1);
  });
  const third = ask(LAST_MINUTE, AT_MS + 2000);
  await answer(2);
  await answer(3);
  await vi.waitFor(() => {
    expect(third).toEqual([done(1), done(3)]);
  });
  expect(second).toEqual([]);
});

test('after a change of the range no answer to another range is given as one to this', async () => {
  const first = ask(LAST_MINUTE);
  await answer(1);
  await vi.waitFor(() => {
    expect(first).toHaveLength(2);
  });
  ask(LAST_MINUTE, AT_MS + 1000);
  await vi.waitFor(() => {
    expect(asked).toHaveLength(1);
  });
  const zoomed = ask({ from: dateTime(AT_MS), to: dateTime(AT_MS + 5000) });
  await answer(2);
  await vi.waitFor(() => {
    expect(asked[0]?.request.fromMs).toBe(AT_MS);
  });
  expect(new Set(zoomed.map(({ state }) => state))).toEqual(new Set([LoadingState.Loading]));
  await answer(3);
  await vi.waitFor(() => {
    expect(zoomed.at(-1)).toEqual(done(3));
  });
});

test('a query that fails for a new range is named, and what was loaded last stays', async () => {
  const first = ask(LAST_MINUTE);
  await answer(1);
  await vi.waitFor(() => {
    expect(first).toHaveLength(2);
  });
  const wider = ask({ from: 'now-1h', to: 'now' });
  await answer(2, ['marks']);
  await vi.waitFor(() => {
    expect(wider.at(-1)).toMatchObject({ state: LoadingState.Done, errors: 1 });
  });
  expect(wider.at(-1)?.values.slice(0, 2)).toEqual([1, 2]);
  // It fails on and on: the others must still come through, refresh by refresh, without a blink.
  const again = ask({ from: 'now-1h', to: 'now' });
  await answer(3, ['marks']);
  await vi.waitFor(() => {
    expect(again).toHaveLength(1);
  });
  expect(again[0]?.values.slice(0, 2)).toEqual([1, 3]);
});
