import { METRICS, SCOPE_NAME } from '@coldstart/conventions';
import type { MetricKey } from '@coldstart/conventions';
import { ValueType } from '@opentelemetry/api';
import type { HrTime } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics';
import type { MetricData, MetricProducer } from '@opentelemetry/sdk-metrics';
import type { Distribution, Observation } from '../signals/index.js';

/**
 * Hands a reader exactly what is observed at the moment of the collection. OpenTelemetry's own observable gauges
 * repeat every series that they have ever seen, but the end of a phase has to go when the phase begins again.
 * `startS`: since when distributions count, Unix seconds.
 */
export function producerOf(
  resource: Resource,
  startS: number,
  observe: () => readonly Observation[],
): MetricProducer {
  const startTime = hrTime(startS * 1000);
  return {
    collect: () => {
      const endTime = hrTime(Date.now());
      const families = Map.groupBy(observe(), ({ metric }) => metric);
      const metrics = [...families].map(([metric, family]) => metricData(metric, family, startTime, endTime));
      return Promise.resolve({
        resourceMetrics: { resource, scopeMetrics: [{ scope: { name: SCOPE_NAME }, metrics }] },
        errors: [],
      });
    },
  };
}

function metricData(
  metric: MetricKey,
  family: readonly Observation[],
  startTime: HrTime,
  endTime: HrTime,
): MetricData {
  const { name, unit, description, type } = METRICS[metric];
  const common = {
    descriptor: { name, unit, description, valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  if (type === 'histogram') {
    return {
      ...common,
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: family.flatMap(({ value, attributes }) =>
        typeof value === 'number' ? [] : [{ startTime, endTime, attributes, value: histogram(value) }],
      ),
    };
  }
  return {
    ...common,
    dataPointType: DataPointType.GAUGE,
    dataPoints: family.flatMap(({ value, attributes }) =>
      typeof value === 'number' ? [{ startTime: endTime, endTime, attributes, value }] : [],
    ),
  };
}

function histogram({ bounds, counts, sum }: Distribution) {
  return {
    buckets: { boundaries: [...bounds], counts: [...counts] },
    sum,
    count: counts.reduce((all, count) => all + count, 0),
  };
}

function hrTime(ms: number): HrTime {
  return [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];
}
