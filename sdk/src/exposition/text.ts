import { METRICS, prometheusMetricName, prometheusName } from '@coldstart/conventions';
import type { Distribution, Labels, Observation } from '../signals/index.js';

/** Media type of what `expositionText` writes. */
export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Observations as Prometheus reads them. Source: Prometheus documentation, "Exposition formats", text format 0.0.4.
 * Written here and not by OpenTelemetry's exporter, so that the first answer need not wait until an SDK is loaded.
 */
export function expositionText(observations: readonly Observation[]): string {
  const families = Map.groupBy(observations, ({ metric }) => metric);
  return [...families]
    .flatMap(([metric, family]) => {
      const { type, description } = METRICS[metric];
      const name = prometheusMetricName(METRICS[metric]);
      return [
        `# HELP ${name} ${description.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
        `# TYPE ${name} ${type}`,
        ...family.flatMap(({ value, attributes }) => samples(name, value, attributes)),
        '',
      ];
    })
    .join('\n');
}

function samples(name: string, value: number | Distribution, labels: Labels): string[] {
  if (typeof value === 'number') {
    return [`${name}${labelText(labels)} ${number(value)}`];
  }
  let below = 0;
  const buckets = [...value.bounds, Infinity].map((bound, index) => {
    below += value.counts[index] ?? 0;
    return `${name}_bucket${labelText({ ...labels, le: number(bound) })} ${below}`;
  });
  return [
    ...buckets,
    `${name}_sum${labelText(labels)} ${number(value.sum)}`,
    `${name}_count${labelText(labels)} ${below}`,
  ];
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${prometheusName(name)}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string | number): string {
  return String(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function number(value: number): string {
  return value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : String(value);
}
