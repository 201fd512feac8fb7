import { FROM_S, TO_S } from './cluster.js';

/** What a query costs: the server's and the reader's part. */
export interface Cost {
  /** From the request to the last byte of the answer. */
  readonly seconds: number;
  /** Of Prometheus, its garbage collection included. */
  readonly cpu_s: number;
  /** That Prometheus has read. */
  readonly samples: number;
  /** Of the answer. */
  readonly bytes: number;
  readonly series: number;
}

export interface Question {
  readonly promql: string;
  /** `null`: once, at the end of the day. */
  readonly stepS: number | null;
}

interface Answer {
  readonly error?: string;
  readonly data?: {
    readonly result: readonly { readonly metric: Readonly<Record<string, string>> }[];
    readonly stats: { readonly samples: { readonly totalQueryableSamples: number } };
  };
}

export interface Asked {
  readonly cost: Omit<Cost, 'cpu_s'>;
  readonly labels: readonly Readonly<Record<string, string>>[];
}

/** Rejects with what Prometheus says of a bad query. Source: Prometheus, HTTP API, `stats`. */
export async function ask(url: string, { promql, stepS }: Question): Promise<Asked> {
  const times =
    stepS === null
      ? { time: String(TO_S) }
      : { start: String(FROM_S), end: String(TO_S), step: String(stepS) };
  const begunMs = performance.now();
  const response = await fetch(`${url}/api/v1/${stepS === null ? 'query' : 'query_range'}`, {
    method: 'POST',
    body: new URLSearchParams({ query: promql, stats: 'all', ...times }),
  });
  const body = await response.arrayBuffer();
  const seconds = (performance.now() - begunMs) / 1000;
  const { data, error } = JSON.parse(new TextDecoder().decode(body)) as Answer;
  if (!data) throw new Error(`${promql.slice(0, 200)}: ${error ?? response.statusText}`);
  const { totalQueryableSamples: samples } = data.stats.samples;
  return {
    cost: { seconds, samples, bytes: body.byteLength, series: data.result.length },
    labels: data.result.map(({ metric }) => metric),
  };
}

/** CPU seconds that the server has used since its start. */
export async function cpuSecondsOf(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)$/m.exec(metrics)?.[1]);
}
