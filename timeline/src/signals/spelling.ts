import { METRICS, prometheusName } from '@coldstart/conventions';

/** OpenTelemetry's names of our instruments by what Prometheus makes of them, longest first. */
const DOTTED = Object.values(METRICS)
  .map(({ name }) => ({ dotted: name, plain: prometheusName(name) }))
  .sort((a, b) => b.plain.length - a.plain.length);

/**
 * The name of an own metric where a translation from OTLP keeps its dots, e.g. `hw.gpu.utilization_ratio` for
 * `hw_gpu_utilization_ratio`; null for a metric that is none of ours.
 * Source: Prometheus, configuration, `otlp.translation_strategy`: `NoUTF8EscapingWithSuffixes`, `NoTranslation`.
 */
export function dottedName(metric: string): string | null {
  for (const { dotted, plain } of DOTTED) {
    const rest = metric.slice(plain.length);
    if (metric.startsWith(plain) && SUFFIX.test(rest)) return dotted + rest;
  }
  return null;
}

/** What a translation may append: a unit, the buckets of a histogram. */
const SUFFIX = /^(_ratio|_bytes)?(_bucket)?$/;
