import { parseSeriesRequest, type SeriesRequest, type Status } from '../api.js';
import type { SeriesSource } from '../sources/index.js';
import { parseJson, readBody } from './body.js';
import { HttpError } from './http-error.js';
import { json } from './reply.js';
import type { Route } from './router.js';

/** What the page asks. */
export function apiRoutes(source: SeriesSource, status: () => Status): readonly Route[] {
  return [
    { method: 'GET', path: '/api/status', handle: () => Promise.resolve(json(status())) },
    {
      method: 'POST',
      path: '/api/series',
      async handle(request) {
        const body = parseJson(await readBody(request));
        return json({ results: await source.query(validated(body)) });
      },
    },
  ];
}

function validated(body: unknown): SeriesRequest {
  try {
    return parseSeriesRequest(body);
  } catch (error) {
    throw new HttpError(400, (error as Error).message);
  }
}
