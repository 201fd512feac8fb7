import type { MetricProducer } from '@opentelemetry/sdk-metrics';
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { ValueType, type HrTime } from '@opentelemetry/api';

/** One line of an exposition. */
export interface Sample {
  readonly metric: string;
  readonly help: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Unix seconds at which it was taken; default the moment of the collection. A scrape stamps it itself. */
  readonly atS?: number;
}

/**
 * Hands exactly the samples of this moment to a reader. OpenTelemetry's own observable gauges repeat every series that
 * they have ever seen; here a series that ends (a pod is deleted, a GPU is given back) has to end.
 */
export function producerOf(samples: () => readonly Sample[]): MetricProducer {
  return {
    collect: () => {
      const families = new Map<string, Sample[]>();
      for (const sample of samples()) {
        const family = families.get(sample.metric);
        if (family) family.push(sample);
        else families.set(sample.metric, [sample]);
      }
      const now = hrTime(Date.now());
      const metrics = [...families].map(([name, family]) => ({
        descriptor: { name, description: family[0]?.help ?? '', unit: '', valueType: ValueType.DOUBLE },
        aggregationTemporality: AggregationTemporality.CUMULATIVE,
        dataPointType: DataPointType.GAUGE as const,
        dataPoints: family.map(({ labels, value, atS }) => {
          const time = atS === undefined ? now : hrTime(atS * 1000);
          return { startTime: time, endTime: time, attributes: labels, value };
        }),
      }));
      return Promise.resolve({
        resourceMetrics: {
          resource: resourceFromAttributes({}),
          scopeMetrics: [{ scope: { name: '@coldstart/demo' }, metrics }],
        },
        errors: [],
      });
    },
  };
}

function hrTime(ms: number): HrTime {
  return [Math.floor(ms / 1000), Math.floor((ms % 1000) * 1e6)];
}
