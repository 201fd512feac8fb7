import { prometheusName } from '@coldstart/conventions';
import type { Sample } from '../store/index.js';
import { labelsOf, nanosToMs, type Translation } from './sample.js';
import {
  DELTA_TEMPORALITY,
  NO_RECORDED_VALUE,
  type HistogramPoint,
  type Metric,
  type MetricsRequest,
  type NumberPoint,
} from './schema.js';

/**
 * OTLP metrics as the series that Prometheus would show: dots become underscores, a monotonic sum ends in `_total`, a
 * histogram becomes cumulative `_bucket`, `_sum` and `_count`. A point without a time counts as received now.
 */
export function translateMetrics(request: MetricsRequest, receivedMs: number): Translation {
  const samples: Sample[] = [];
  const refusals = new Map<string, number>();
  for (const metric of request.resourceMetrics.flatMap((r) => r.scopeMetrics).flatMap((s) => s.metrics)) {
    const refusal = refusalOf(metric);
    if (refusal) {
      refusals.set(refusal.message, (refusals.get(refusal.message) ?? 0) + refusal.points);
    } else {
      for (const sample of samplesOf(metric, receivedMs)) {
        samples.push(sample);
      }
    }
  }
  const rejected = [...refusals.values()].reduce((sum, points) => sum + points, 0);
  return {
    samples,
    rejected: rejected === 0 ? null : { rejected, message: [...refusals.keys()].join('; ') },
  };
}

/** Kinds of metric that have no counterpart here. */
function refusalOf(metric: Metric): { readonly message: string; readonly points: number } | null {
  const { name = '', sum, histogram, exponentialHistogram, summary } = metric;
  const delta = [sum, histogram].find((data) => data?.aggregationTemporality === DELTA_TEMPORALITY);
  if (delta) {
    const message = `${name} has delta temporality; export it with OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative`;
    return { message, points: delta.dataPoints.length };
  }
  if (exponentialHistogram) {
    const message = `${name} is an exponential histogram; export it with explicit buckets`;
    return { message, points: exponentialHistogram.dataPoints.length };
  }
  return summary ? { message: `${name} is a summary`, points: summary.dataPoints.length } : null;
}

function samplesOf({ name = '', gauge, sum, histogram }: Metric, receivedMs: number): readonly Sample[] {
  const metric = prometheusName(name).replace(/^(?=\d)/, '_');
  if (histogram) {
    return histogram.dataPoints
      .filter(hasValue)
      .flatMap((point) => histogramSamples(metric, point, receivedMs));
  }
  const points = (gauge ?? sum)?.dataPoints ?? [];
  const series = sum?.isMonotonic && !metric.endsWith('_total') ? `${metric}_total` : metric;
  return points.filter(hasValue).map((point) => ({
    metric: series,
    labels: labelsOf(point.attributes),
    timeMs: timeOf(point, receivedMs),
    value: point.asDouble ?? Number(point.asInt ?? 0n),
  }));
}

function histogramSamples(metric: string, point: HistogramPoint, receivedMs: number): readonly Sample[] {
  const labels = labelsOf(point.attributes);
  const timeMs = timeOf(point, receivedMs);
  let below = 0;
  // A histogram without buckets still has the one that holds everything.
  const counts = point.bucketCounts.length > 0 ? point.bucketCounts : [point.count ?? 0n];
  const buckets = counts.map((count, index) => {
    below += Number(count);
    const bound = point.explicitBounds[index];
    return {
      metric: `${metric}_bucket`,
      labels: { ...labels, le: bound === undefined ? '+Inf' : String(bound) },
      timeMs,
      value: below,
    };
  });
  return [
    ...buckets,
    ...(point.sum === undefined ? [] : [{ metric: `${metric}_sum`, labels, timeMs, value: point.sum }]),
    { metric: `${metric}_count`, labels, timeMs, value: Number(point.count ?? 0n) },
  ];
}

function hasValue({ flags }: Pick<NumberPoint, 'flags'>): boolean {
  return ((flags ?? 0) & NO_RECORDED_VALUE) === 0;
}

function timeOf({ timeUnixNano }: Pick<NumberPoint, 'timeUnixNano'>, receivedMs: number): number {
  return timeUnixNano ? nanosToMs(timeUnixNano) : receivedMs;
}
