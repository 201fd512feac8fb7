import { FieldType, type DataFrame } from '@grafana/data';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { queueDepthSeries } from '../src/queue/queue-series';

function frame(
  metric: string,
  pod: string,
  samples: readonly (readonly [number, number | null])[],
): DataFrame {
  return {
    length: samples.length,
    fields: [
      { name: 'Time', type: FieldType.time, config: {}, values: samples.map(([time]) => time) },
      {
        name: 'Value',
        type: FieldType.number,
        config: {},
        labels: { __name__: metric, model_name: 'llama', k8s_pod_name: pod },
        values: samples.map(([, value]) => value),
      },
    ],
  };
}

const anySamples = fc.uniqueArray(fc.tuple(fc.nat({ max: 50 }), fc.nat()), {
  selector: ([time]) => time,
});

test('every sample stands in its series at its time, and nothing else stands there', () => {
  fc.assert(
    fc.property(fc.array(anySamples, { maxLength: 4 }), (tracks) => {
      const frames = tracks.map((samples, i) => frame('coldstart_queue_depth', `pod-${i}`, samples));
      const { names, timesMs, values } = queueDepthSeries(frames);
      expect(timesMs).toEqual([...timesMs].sort((a, b) => a - b));
      expect(names).toEqual(tracks.map((_, i) => `llama · pod-${i}`));
      tracks.forEach((samples, i) => {
        const read = timesMs.flatMap((time, row) => {
          const value = values[i]?.[row];
          return value == null ? [] : [[time, value]];
        });
        expect(read).toEqual([...samples].sort(([a], [b]) => a - b));
      });
    }),
  );
});

test('other metrics and frames of other shapes are left alone', () => {
  const { names, timesMs } = queueDepthSeries([
    frame('DCGM_FI_DEV_GPU_UTIL', 'pod-0', [[1, 2]]),
    { length: 0, fields: [] },
  ]);
  expect(names).toEqual([]);
  expect(timesMs).toEqual([]);
});
