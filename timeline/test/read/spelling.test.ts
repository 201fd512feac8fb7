import { METRICS, type MetricDefinition } from '@coldstart/conventions';
import { describe, expect, test } from 'vitest';
import type { Series, Timeline } from '../../src/index.js';
import { dottedName } from '../../src/signals/index.js';
import {
  cluster,
  every,
  inPod,
  own,
  READY_CLUSTER,
  READY_OWN,
  samples,
  timelineAt,
  type Labels,
} from '../fixtures/index.js';

/** OpenTelemetry's name by Prometheus'. */
const INSTRUMENTS = new Map(
  Object.values<MetricDefinition>(METRICS).map(({ name }) => [name.replaceAll('.', '_'), name]),
);
const DOTTED_LABELS: Readonly<Record<string, string>> = {
  k8s_namespace_name: 'k8s.namespace.name',
  k8s_pod_name: 'k8s.pod.name',
  k8s_container_name: 'k8s.container.name',
  model_name: 'model.name',
  hw_id: 'hw.id',
  hw_name: 'hw.name',
};

function renamed(labels: Labels, to: (name: string) => string): Labels {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [to(name), value]));
}

/** The instrument of a series as the fixtures spell it, its unit word, and what a histogram appends. */
function partsOf(metric: string): { plain: string; unit: string; rest: string } {
  const rest = metric.endsWith('_bucket') ? '_bucket' : '';
  const named = metric.slice(0, metric.length - rest.length);
  const plain = [...INSTRUMENTS.keys()].find((name) => named === name || named === `${name}_ratio`) ?? '';
  return { plain, unit: named.slice(plain.length), rest };
}

/** The forms of `translation_strategy`, and of a scrape; what is not ours stays. */
const FORMS: Readonly<Record<string, (series: Series) => Series>> = {
  UnderscoreEscapingWithSuffixes: (series) => series,
  UnderscoreEscapingWithoutSuffixes(series) {
    const { plain, rest } = partsOf(series.metric);
    return plain === '' ? series : { ...series, metric: plain + rest };
  },
  NoUTF8EscapingWithSuffixes(series) {
    const { plain, unit, rest } = partsOf(series.metric);
    if (plain === '') return series;
    const labels = renamed(series.labels, (name) => DOTTED_LABELS[name] ?? name);
    return { ...series, metric: `${INSTRUMENTS.get(plain) ?? ''}${unit}${rest}`, labels };
  },
  NoTranslation(series) {
    const { plain, rest } = partsOf(series.metric);
    if (plain === '') return series;
    const labels = renamed(series.labels, (name) => DOTTED_LABELS[name] ?? name);
    return { ...series, metric: `${INSTRUMENTS.get(plain) ?? ''}${rest}`, labels };
  },
  'labels that the target has too'(series) {
    const { plain } = partsOf(series.metric);
    if (plain === '') return series;
    const target = renamed(series.labels, (name) => name);
    const values = Object.fromEntries(Object.keys(target).map((name) => [name, 'of-the-collector']));
    return { ...series, labels: { ...values, ...renamed(series.labels, (name) => `exported_${name}`) } };
  },
};

const QUEUE: Labels = { model_name: 'qwen', k8s_namespace_name: 'ml', k8s_pod_name: 'gateway' };

const AS_SCRAPED: readonly Series[] = [
  ...cluster(READY_CLUSTER),
  ...own(READY_OWN),
  inPod(every(2, 10, 100, (atS) => (atS < 50 ? 0 : 0.9))),
  samples('coldstart_queue_depth', QUEUE, [
    [10, 0],
    [20, 4],
  ]),
  ...['1', '+Inf'].map((le) =>
    samples('coldstart_queue_wait_seconds_bucket', { ...QUEUE, le }, [
      [20, 0],
      [30, 4],
    ]),
  ),
];

/** What a person sees; the name of the series that said so is the translation's. */
function seen({ coldStarts, queues, notes }: Timeline): unknown {
  return JSON.parse(
    JSON.stringify({ coldStarts, queues, notes }).replaceAll(
      'hw_gpu_utilization_ratio',
      'hw_gpu_utilization',
    ),
  );
}

describe('own series', () => {
  const expected = timelineAt(100, [...AS_SCRAPED]);

  test('as scraped: phases, marks, a gap and a queue', () => {
    const [one] = expected.coldStarts;
    expect(one?.phases).toHaveLength(8);
    expect(one?.marks.model_ready?.atS).toBe(1_700_000_060);
    expect(one?.gpu).toMatchObject({ kind: 'observed', idleGpuS: 46.5 });
    expect(expected.queues[0]?.waitP95[0]).toMatchObject({ seconds: 0.95 });
  });

  test.each(Object.entries(FORMS))('say the same in the form %s', (_, translate) => {
    expect(seen(timelineAt(100, AS_SCRAPED.map(translate)))).toEqual(seen(expected));
  });
});

describe('a name with dots', () => {
  test.each([
    ['coldstart_mark_timestamp_seconds', 'coldstart.mark.timestamp.seconds'],
    [
      'coldstart_load_in_progress_start_timestamp_seconds',
      'coldstart.load.in_progress.start.timestamp.seconds',
    ],
    ['coldstart_load_bytes', 'coldstart.load.bytes'],
    ['coldstart_queue_wait_seconds_bucket', 'coldstart.queue.wait.seconds_bucket'],
    ['hw_gpu_utilization_ratio', 'hw.gpu.utilization_ratio'],
    ['hw_gpu_utilization', 'hw.gpu.utilization'],
    ['hw_gpu_memory_usage_bytes', 'hw.gpu.memory.usage_bytes'],
    ['kube_pod_created', null],
    ['coldstart_mark_timestamp_seconds_of_others', null],
    ['_ratio', null],
  ])('%s is %s', (metric, dotted) => {
    expect(dottedName(metric)).toBe(dotted);
  });
});
