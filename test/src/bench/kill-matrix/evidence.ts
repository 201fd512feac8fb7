import { METRICS, prometheusMetricName } from '@coldstart/conventions';

/** What `/metrics` of the next start says of a death. */
export interface Evidence {
  /** Each abandoned load. */
  readonly abandoned: readonly {
    readonly phase: string;
    readonly reason: string;
    readonly attempt: string;
    /** Unix seconds. */
    readonly atS: number;
  }[];
  /** Attempt of the load that runs now, `null` without one. */
  readonly attempt: string | null;
}

const ABANDONED = prometheusMetricName(METRICS.LOAD_ABANDONED_TIMESTAMP);
const IN_PROGRESS = prometheusMetricName(METRICS.LOAD_IN_PROGRESS_START_TIMESTAMP);

/** Reads the exposition format, as far as our own metrics use it. */
export function evidenceIn(text: string): Evidence {
  const series = text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = /^(\w+)\{(.*)\} (\S+)/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, labels, value: Number(value) }];
  });
  const label = (labels: string, name: string): string =>
    new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
  const running = series.find(({ name, value }) => name === IN_PROGRESS && value > 0);
  return {
    abandoned: series
      .filter(({ name }) => name === ABANDONED)
      .map(({ labels, value }) => ({
        phase: label(labels, 'phase'),
        reason: label(labels, 'reason'),
        attempt: label(labels, 'attempt'),
        atS: value,
      })),
    attempt: running === undefined ? null : label(running.labels, 'attempt'),
  };
}
