import type { SeriesRequest } from '../api.js';
import { evaluate, type SeriesStore } from '../store/index.js';
import type { SeriesSource } from './source.js';

/** Series that were pushed into this process. */
export function memorySource(store: SeriesStore): SeriesSource {
  return {
    url: null,
    query: async (request: SeriesRequest) =>
      request.queries.map((query) => {
        try {
          return { refId: query.refId, series: evaluate(store, query, request) };
        } catch (error) {
          return { refId: query.refId, series: [], error: `Query ${query.refId}: ${(error as Error).message}` };
        }
      }),
    firstSampleMs: () => store.firstSampleMs,
    seriesCount: () => store.seriesCount,
    close: () => undefined,
  };
}
