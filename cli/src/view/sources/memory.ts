import type { TimelineQuery } from '@coldstart/timeline';
import type { QueryResult, SeriesRequest } from '../api.js';
import { evaluate, type SeriesStore } from '../store/index.js';
import type { SeriesSource } from './source.js';

/** Series that were pushed into this process. */
export function memorySource(store: SeriesStore): SeriesSource {
  return {
    url: null,
    query: (request) => Promise.resolve(request.queries.map((query) => answer(store, query, request))),
    firstSampleMs: () => store.firstSampleMs,
    seriesCount: () => store.seriesCount,
    close: () => undefined,
  };
}

function answer(store: SeriesStore, query: TimelineQuery, request: SeriesRequest): QueryResult {
  try {
    return { refId: query.refId, series: evaluate(store, query, request) };
  } catch (error) {
    return { refId: query.refId, series: [], error: `Query ${query.refId}: ${(error as Error).message}` };
  }
}
