import { podsQuery, TIMELINE_QUERIES, timelineQueries } from '@coldstart/timeline';
import { describe, expect, test } from 'vitest';
import type { QueryResult, SeriesRequest } from '../../src/view/api.js';
import { scopedSource, type SeriesSource } from '../../src/view/sources/index.js';

const REQUEST: SeriesRequest = { queries: TIMELINE_QUERIES, fromMs: 0, toMs: 60_000, stepMs: 1000 };

/** Answers what it is told to, and keeps what it was asked. */
function recorder(answer: (promql: string) => Partial<QueryResult>) {
  const asked: string[] = [];
  const source: SeriesSource = {
    url: 'http://127.0.0.1:9090',
    query: ({ queries }) => {
      asked.push(...queries.map(({ promql }) => promql));
      return Promise.resolve(queries.map(({ refId, promql }) => ({ refId, series: [], ...answer(promql) })));
    },
    firstSampleMs: () => null,
    seriesCount: () => 0,
    close: () => undefined,
  };
  return { source, asked };
}

const promqlOf = (queries: readonly { readonly promql: string }[]) => queries.map(({ promql }) => promql);

describe('a part of a Prometheus', () => {
  test('a namespace restricts every query', async () => {
    const { source, asked } = recorder(() => ({}));
    await scopedSource(source, { namespace: 'chat' }).query(REQUEST);
    expect(asked).toEqual(promqlOf(timelineQueries({ namespace: 'chat' })));
    expect(asked).not.toEqual(promqlOf(TIMELINE_QUERIES));
  });

  test('of a model the pods are asked for first', async () => {
    const scope = { namespace: 'chat', model: 'chat-7b' };
    const first = podsQuery(scope).promql;
    const series = ['b', 'a', 'b'].map((pod) => ({
      metric: '',
      labels: { namespace: 'chat', pod },
      timesMs: [0],
      values: [1],
    }));
    const { source, asked } = recorder((promql) => (promql === first ? { series } : {}));
    const results = await scopedSource(source, scope).query(REQUEST);
    expect(asked).toEqual([first, ...promqlOf(timelineQueries({ ...scope, pods: ['a', 'b'] }))]);
    expect(results.map(({ refId }) => refId)).toEqual(TIMELINE_QUERIES.map(({ refId }) => refId));
  });

  test('where the pods cannot be had, each query says why and none goes out unrestricted', async () => {
    const { source, asked } = recorder(() => ({ error: 'Prometheus does not answer' }));
    const results = await scopedSource(source, { model: 'chat-7b' }).query(REQUEST);
    expect(results.map(({ error }) => error)).toEqual(
      TIMELINE_QUERIES.map(() => 'Prometheus does not answer'),
    );
    expect(asked).toEqual([podsQuery({ model: 'chat-7b' }).promql]);
  });
});
