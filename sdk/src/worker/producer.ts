import { METRICS, SCOPE_NAME } from '@coldstart/conventions';
import type { MetricKey } from '@coldstart/conventions';
import { ValueType } from '@opentelemetry/api';
import type { HrTime } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics';
import type { MetricData, MetricProducer } from '@opentelemetry/sdk-metrics';
import type { Observation } from './observations.js';

/**
 * Hands a reader exactly what is observed at the moment of the collection. OpenTelemetry's own observable gauges
 * repeat every series that they have ever seen, but the end of a phase has to go when the phase begins again.
 */
export function producerOf(resource: Resource, observe: () => readonly Observation[]): MetricProducer {
  return {
    collect: () => {
      const time = hrTime(Date.now());
      const observed = new Map<MetricKey, Observation[]>();
      for (const observation of observe()) {
        const family = observed.get(observation.metric) ?? [];
        observed.set(observation.metric, [...family, observation]);
      }
      const metrics = [...observed].map(([metric, points]) => gauge(metric, points, time));
      return Promise.resolve({
        resourceMetrics: { resource, scopeMetrics: [{ scope: { name: SCOPE_NAME }, metrics }] },
        errors: [],
      });
    },
  };
}

function gauge(metric: MetricKey, points: readonly Observation[], time: HrTime): MetricData {
  const { name, unit, description } = METRICS[metric];
  return {
    descriptor: { name, unit, description, valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.GAUGE,
    dataPoints: points.map(({ value, attributes }) => ({
      startTime: time,
      endTime: time,
      value,
      attributes,
    })),
  };
}

function hrTime(ms: number): HrTime {
  return [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];
}
