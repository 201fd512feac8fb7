import { METRICS, prometheusMetricName } from '@coldstart/conventions';
import type { MetricKey } from '@coldstart/conventions';
import type { Sample } from './server.js';

export interface SeenPhase {
  readonly phase: string;
  readonly startS: number;
  /** NaN while it runs. */
  readonly endS: number;
  readonly outcome: string;
}

/** What samples say of one load. */
export interface SeenLoad {
  readonly model: string;
  readonly attempt: string;
  /** By their begin. */
  readonly phases: readonly SeenPhase[];
  readonly marks: Readonly<Record<string, number>>;
  readonly outcome: string;
  readonly weightsSource: string;
}

/** Groups samples by load: of `/metrics`, or of a query that brings all series of ours. */
export function loadsOf(samples: readonly Sample[]): SeenLoad[] {
  const key = ({ labels }: Sample): string => JSON.stringify([labels['model_name'], labels['attempt']]);
  const ofLoads = samples.filter(({ labels }) => labels['attempt'] !== undefined);
  return [...Map.groupBy(ofLoads, key).values()].map((own) => {
    const of = (metric: MetricKey): Sample[] =>
      own.filter(({ name }) => name === prometheusMetricName(METRICS[metric]));
    const end = (phase: string): Sample | undefined =>
      of('PHASE_END_TIMESTAMP').find(({ labels }) => labels['phase'] === phase);
    const [result] = of('LOAD_COMPLETED_TIMESTAMP');
    return {
      model: own[0]?.labels['model_name'] ?? '',
      attempt: own[0]?.labels['attempt'] ?? '',
      phases: of('PHASE_START_TIMESTAMP')
        .map(({ labels, value }) => {
          const phase = labels['phase'] ?? '';
          return {
            phase,
            startS: value,
            endS: end(phase)?.value ?? NaN,
            outcome: end(phase)?.labels['outcome'] ?? '',
          };
        })
        .sort((a, b) => a.startS - b.startS),
      marks: Object.fromEntries(
        of('MARK_TIMESTAMP').map(({ labels, value }) => [labels['mark'] ?? '', value]),
      ),
      outcome: result?.labels['outcome'] ?? '',
      weightsSource: result?.labels['weights_source'] ?? '',
    };
  });
}
