import { spawnSync } from 'node:child_process';
import { METRICS, QUEUE_WAIT_BUCKETS_S } from '@coldstart/conventions';
import type { MetricKey } from '@coldstart/conventions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expositionText } from '../src/exposition/index.js';
import type { Observation } from '../src/signals/index.js';

const gauges = Object.entries(METRICS)
  .filter(([, { type }]) => type === 'gauge')
  .map(([key]) => key as MetricKey);

const observation: fc.Arbitrary<Observation> = fc.record({
  metric: fc.constantFrom(...gauges),
  value: fc.double({ noNaN: true }).filter((value) => !Object.is(value, -0)),
  attributes: fc.dictionary(fc.constantFrom('model.name', 'phase', 'hw.id'), fc.string({ unit: 'binary' })),
});

/** The labels of a sample line, read back by the rules of the text format. */
function labelsOf(line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [, name = '', value = ''] of line.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/gs)) {
    labels[name] = value.replace(/\\(.)/gs, (_, character: string) => (character === 'n' ? '\n' : character));
  }
  return labels;
}

describe('the exposition', () => {
  it('gives back every label and value, whatever stands in them', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 5 }), (observations) => {
        const lines = expositionText(observations)
          .split('\n')
          .filter((line) => line !== '' && !line.startsWith('#'));
        expect(lines).toHaveLength(observations.length);
        const byMetric = [...Map.groupBy(observations, ({ metric }) => metric).values()].flat();
        lines.forEach((line, index) => {
          const { attributes = {}, value } = byMetric[index] ?? {};
          const expected = Object.entries(attributes).map(([name, text]) => [
            name.replaceAll('.', '_'),
            text,
          ]);
          expect(labelsOf(line)).toEqual(Object.fromEntries(expected));
          const text = line.slice(line.lastIndexOf(' ') + 1);
          expect(text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text)).toBe(value);
        });
      }),
    );
  });

  it('counts the waits of a histogram up to each bound', () => {
    const counts = QUEUE_WAIT_BUCKETS_S.map(() => 1).concat(2);
    const text = expositionText([
      { metric: 'QUEUE_WAIT', value: { bounds: QUEUE_WAIT_BUCKETS_S, counts, sum: 7.5 }, attributes: {} },
    ]);
    expect(text).toContain('# TYPE coldstart_queue_wait_seconds histogram');
    expect(text).toContain('coldstart_queue_wait_seconds_bucket{le="0.1"} 1\n');
    expect(text).toContain(`coldstart_queue_wait_seconds_bucket{le="+Inf"} ${counts.length + 1}\n`);
    expect(text).toContain('coldstart_queue_wait_seconds_sum 7.5\n');
    expect(text).toContain(`coldstart_queue_wait_seconds_count ${counts.length + 1}\n`);
  });

  it('is what Prometheus’s own tool accepts, hostile labels and all', (context) => {
    if (spawnSync('promtool', ['--version']).error !== undefined) {
      context.skip('promtool is not on PATH');
    }
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
        (model) => {
          const input = expositionText(
            gauges.map((metric) => ({ metric, value: 1.5, attributes: { 'model.name': model } })),
          );
          const { stderr } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
          expect(stderr).not.toContain('error while linting');
        },
      ),
      { numRuns: 25 },
    );
  });
});
