import { podsQuery, timelineQueries, type TimelineQuery } from '@coldstart/timeline';
import type { SeriesRequest } from '../api.js';
import type { SeriesSource } from './source.js';

/** Which cold starts are asked for. */
export interface Scope {
  readonly namespace?: string;
  readonly model?: string;
}

/**
 * A source of which only a part is asked: the timeline's queries come restricted. With a model its pods are asked for
 * first, as cluster and GPU exporters name no model.
 */
export function scopedSource(source: SeriesSource, scope: Scope): SeriesSource {
  return {
    ...source,
    async query(request) {
      const { pods, error } = await podsOf(source, scope, request);
      if (error !== undefined) {
        return request.queries.map(({ refId }) => ({ refId, series: [], error }));
      }
      const restricted = timelineQueries({ ...scope, ...(pods && { pods }) });
      const queries = request.queries.map(
        (query) => restricted.find(({ refId }) => refId === query.refId) ?? query,
      );
      return source.query({ ...request, queries });
    },
  };
}

/** Names of the pods of the model; none of both without one. */
async function podsOf(
  source: SeriesSource,
  scope: Scope,
  request: SeriesRequest,
): Promise<{ readonly pods?: readonly string[]; readonly error?: string }> {
  if (scope.model === undefined) return {};
  const query: TimelineQuery = { refId: 'marks', metrics: [], ...podsQuery(scope) };
  const [answer] = await source.query({ ...request, queries: [query] });
  if (answer?.error !== undefined) return { error: answer.error };
  const names = (answer?.series ?? []).flatMap(({ labels }) => labels['pod'] ?? []);
  return { pods: [...new Set(names)].sort() };
}
