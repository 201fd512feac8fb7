import { writtenOut, type TimelineQuery } from '@coldstart/timeline';
import type { QueryResult, SeriesRequest, WireSeries } from '../api.js';
import type { SeriesSource } from './source.js';

const TIMEOUT_MS = 10_000;
/** Prometheus refuses more than 11,000 points per series. */
const MAX_POINTS = 10_000;
const MIN_STEP_S = 1;

/**
 * A Prometheus, asked as Grafana asks it: `/api/v1/query` at the end of the range, `/api/v1/query_range` over it.
 *
 * @param address `http(s)://[user:password@]host[:port][/path]`
 * @throws AddressError when it is no such address
 */
export function prometheusSource(address: string): SeriesSource {
  const { url, headers } = parseAddress(address);
  const closing = new AbortController();
  let seriesCount = 0;

  async function answer(query: TimelineQuery, request: SeriesRequest): Promise<QueryResult> {
    const { path, form } = requestOf(query, request);
    try {
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form),
        signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), closing.signal]),
      });
      return { refId: query.refId, series: await seriesOf(response) };
    } catch (error) {
      return { refId: query.refId, series: [], error: inWords(error, url) };
    }
  }

  return {
    url,
    async query(request) {
      const results = await Promise.all(request.queries.map((query) => answer(query, request)));
      if (results.every(({ error }) => error === undefined)) {
        seriesCount = results.reduce((sum, { series }) => sum + series.length, 0);
      }
      return results;
    },
    firstSampleMs: () => null,
    seriesCount: () => seriesCount,
    close() {
      closing.abort(new Error('coldstart is stopping'));
    },
  };
}

/** The address given is none of a Prometheus. */
export class AddressError extends Error {}

interface Address {
  /** Without user, password and slash at the end. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

function parseAddress(address: string): Address {
  const parsed = URL.canParse(address) ? new URL(address) : null;
  const user = parsed && decoded(`${parsed.username}:${parsed.password}`);
  if (!parsed || user === null || !/^https?:$/.test(parsed.protocol)) {
    throw new AddressError(
      `"${hidden(address)}" is not the address of a Prometheus; it looks like http://127.0.0.1:9090`,
    );
  }
  const { username, password } = parsed;
  return {
    url: `${parsed.origin}${parsed.pathname}`.replace(/\/+$/, ''),
    headers: username || password ? { authorization: `Basic ${Buffer.from(user).toString('base64')}` } : {},
  };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** An address that cannot be parsed may still hold a password. */
function hidden(address: string): string {
  return address.replace(/[^/@]*@/, '…@');
}

interface Call {
  readonly path: string;
  readonly form: Record<string, string>;
}

/** A range starts and ends at multiples of its step, as in Grafana, so that a moving range keeps its samples. */
function requestOf({ mode, promql }: TimelineQuery, { fromMs, toMs, stepMs }: SeriesRequest): Call {
  const rangeS = Math.max(1, Math.ceil((toMs - fromMs) / 1000));
  const stepS = Math.max(MIN_STEP_S, Math.ceil(stepMs / 1000), Math.ceil(rangeS / MAX_POINTS));
  const query = writtenOut({ promql }, rangeS, stepS);
  if (mode === 'instant') {
    return { path: '/api/v1/query', form: { query, time: String(toMs / 1000) } };
  }
  const aligned = (ms: number) => String(Math.floor(ms / 1000 / stepS) * stepS);
  const form = { query, start: aligned(fromMs), end: aligned(toMs), step: String(stepS) };
  return { path: '/api/v1/query_range', form };
}

type Point = readonly [timeS: number, value: string];

/** Source: prometheus.io, "HTTP API", range vectors and instant vectors. */
type Answer =
  | { readonly status: 'error'; readonly error?: string }
  | {
      readonly status: 'success';
      readonly data: {
        readonly result: readonly {
          readonly metric: Readonly<Record<string, string>>;
          readonly value?: Point;
          readonly values?: readonly Point[];
        }[];
      };
    };

/** An answer that says why not, or that is none of Prometheus' own. */
class RefusalError extends Error {}

async function seriesOf(response: Response): Promise<readonly WireSeries[]> {
  const text = await response.text();
  let answer: Answer;
  try {
    answer = JSON.parse(text) as Answer;
  } catch {
    throw new RefusalError(`answers HTTP ${response.status} ${response.statusText}, which is not its API`);
  }
  if (answer.status !== 'success') {
    throw new RefusalError(`answers an error: ${answer.error ?? `HTTP ${response.status}`}`);
  }
  return answer.data.result.map(({ metric: { __name__ = '', ...labels }, value, values }) => {
    const points = values ?? (value ? [value] : []);
    return {
      metric: __name__,
      labels,
      timesMs: points.map(([timeS]) => Math.round(timeS * 1000)),
      values: points.map(([, text]) => (Number.isFinite(Number(text)) ? Number(text) : null)),
    };
  });
}

function inWords(error: unknown, url: string): string {
  if (error instanceof RefusalError) {
    return `Prometheus at ${url} ${error.message}`;
  }
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return `Prometheus at ${url} does not answer within ${TIMEOUT_MS / 1000} s`;
  }
  return `Prometheus at ${url} does not answer: ${causeOf(error)}`;
}

/** `fetch` says "fetch failed" and keeps the reason in its cause; several addresses tried, several reasons. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  return first instanceof Error ? first.message : String(first);
}
