import { writtenOut, type Series, type TimelineQuery } from '@coldstart/timeline';

/** The times that a query is asked for, Unix seconds. */
export interface Span {
  readonly fromS: number;
  readonly toS: number;
  readonly stepS: number;
}

type Point = readonly [timeS: number, value: string];

interface Answer {
  readonly error?: string;
  readonly data?: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value?: Point;
      readonly values?: readonly Point[];
    }[];
  };
}

/** What a query of the timeline brings. Rejects with what Prometheus says of a bad one. */
export async function seriesOf(
  url: string,
  { mode, promql }: Pick<TimelineQuery, 'mode' | 'promql'>,
  { fromS, toS, stepS }: Span,
): Promise<Series[]> {
  const query = writtenOut({ promql }, toS - fromS, stepS);
  const times: Record<string, string> =
    mode === 'instant'
      ? { time: String(toS) }
      : { start: String(fromS), end: String(toS), step: String(stepS) };
  const response = await fetch(`${url}/api/v1/${mode === 'instant' ? 'query' : 'query_range'}`, {
    method: 'POST',
    body: new URLSearchParams({ query, ...times }),
  });
  const { data, error } = (await response.json()) as Answer;
  if (!data) throw new Error(`${query}: ${error ?? response.statusText}`);
  return data.result.map(({ metric: { __name__: metric = '', ...labels }, value, values }) => {
    const points = values ?? (value ? [value] : []);
    return {
      metric,
      labels,
      timesS: points.map(([timeS]) => timeS),
      values: points.map(([, text]) => Number(text)),
    };
  });
}
