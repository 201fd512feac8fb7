import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { buildTimeline, podsQuery, timelineQueries } from '@coldstart/timeline';
import type { Series, TimelineFilter, TimelineQuery } from '@coldstart/timeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProgram, prometheusBinaries } from '../src/programs/index.js';
import { BLOCK_H, fillFrom, seriesOf, startPrometheus } from '../src/prometheus/index.js';
import type { Prometheus } from '../src/prometheus/index.js';
import { openMetrics, type Exposed } from './fixtures/openmetrics.js';

const promtool = findProgram('promtool');
const binaries = promtool === null ? [] : await prometheusBinaries();
if (binaries.length === 0) {
  process.stderr.write('SKIPPED: the queries on a real Prometheus: no prometheus and promtool on PATH.\n');
}

const T0 = 9000 * BLOCK_H * 3600 + 6 * 3600;
const SPAN = { fromS: T0, toS: T0 + 1800, stepS: 60 };

/** All that PromQL, its expressions and Grafana give a meaning to. */
const MODEL = 'org/qwen "7b" (a|b)\\d+ [$x]\n.*';

type Labels = Readonly<Record<string, string>>;

/** A sample every 15 s, the last one before `untilS`; seconds after T0. */
function steady(
  metric: string,
  labels: Labels,
  fromS: number,
  untilS: number,
  at: (s: number) => number,
): Exposed {
  const samples: [number, number][] = [];
  for (let s = Math.ceil(fromS / 15) * 15; s < untilS; s += 15) samples.push([T0 + s, at(s)]);
  return { metric, labels, samples };
}

interface Story {
  readonly namespace: string;
  readonly pod: string;
  readonly uid: string;
  readonly createdS: number;
  readonly untilS: number;
  readonly owner: readonly [kind: string, name: string];
  readonly gpu: boolean;
  /** Prometheus renamed the labels of the pod, as kube-state-metrics has some of that name itself. */
  readonly renamed?: boolean;
  /** Seconds after T0, from when on it was that. */
  readonly started?: readonly (readonly [sinceS: number, atS: number])[];
  readonly ready?: readonly (readonly [sinceS: number, atS: number])[];
}

function ofCluster({ namespace, pod, uid, createdS, untilS, owner, gpu, renamed, ...its }: Story): Exposed[] {
  const labels: Labels = renamed
    ? { exported_namespace: namespace, exported_pod: pod, uid, namespace: 'monitoring', pod: 'ksm-0' }
    : { namespace, pod, uid };
  const container = { ...labels, [renamed ? 'exported_container' : 'container']: 'server' };
  const always = (metric: string, more: Labels, value: number): Exposed =>
    steady(metric, { ...labels, ...more }, createdS, untilS, () => value);
  const moving = (metric: string, its: Labels, moments: Story['ready'] = []): Exposed[] => {
    const [first] = moments;
    if (!first) return [];
    const at = (s: number): number => T0 + (moments.findLast(([sinceS]) => sinceS <= s)?.[1] ?? first[1]);
    return [steady(metric, its, first[0], untilS, at)];
  };
  const [kind, name] = owner;
  return [
    always('kube_pod_created', {}, T0 + createdS),
    always('kube_pod_info', { node: 'n1', created_by_kind: kind, created_by_name: name }, 1),
    always('kube_pod_status_ready', { condition: 'true' }, its.ready ? 1 : 0),
    always('kube_pod_status_ready', { condition: 'false' }, its.ready ? 0 : 1),
    always('kube_pod_status_phase', { phase: 'Running' }, 1),
    always('kube_pod_status_phase', { phase: 'Failed' }, 0),
    always('kube_pod_container_resource_requests', { container: 'server', resource: 'cpu', unit: 'core' }, 4),
    ...(gpu
      ? [
          always('kube_pod_status_scheduled_time', {}, T0 + createdS + 2),
          always('kube_pod_start_time', {}, T0 + createdS + 2),
          always(
            'kube_pod_container_resource_requests',
            { container: 'server', resource: 'nvidia_com_gpu', unit: 'integer' },
            1,
          ),
        ]
      : []),
    ...moving('kube_pod_container_state_started', container, its.started),
    ...moving('kube_pod_status_ready_time', labels, its.ready),
  ];
}

function ofProcess(
  namespace: string,
  pod: string,
  model: string,
  startS: number,
  readyS: number,
  untilS: number,
) {
  const labels = {
    k8s_namespace_name: namespace,
    k8s_pod_name: pod,
    k8s_container_name: 'server',
    model_name: model,
    attempt: '1',
  };
  const since = (metric: string, more: Labels, atS: number): Exposed =>
    steady(metric, { ...labels, ...more }, atS, untilS, () => T0 + atS);
  return [
    since('coldstart_mark_timestamp_seconds', { mark: 'process_started' }, startS),
    since('coldstart_mark_timestamp_seconds', { mark: 'model_ready' }, readyS),
    since('coldstart_phase_start_timestamp_seconds', { phase: 'weights_load' }, startS + 5),
    since('coldstart_phase_end_timestamp_seconds', { phase: 'weights_load', outcome: 'ok' }, readyS - 5),
    steady('coldstart_load_in_progress_start_timestamp_seconds', labels, startS, untilS, (s) =>
      s < readyS ? T0 + startS : 0,
    ),
  ];
}

/** Both fields of the one GPU of a pod, by the exporter whose labels Prometheus renamed. */
function ofGpu(namespace: string, pod: string, fromS: number, untilS: number, busyFromS: number): Exposed[] {
  const labels = {
    exported_namespace: namespace,
    exported_pod: pod,
    exported_container: 'server',
    namespace: 'gpu-operator',
    pod: 'nvidia-dcgm-exporter-1',
    gpu: '0',
    UUID: `GPU-${pod}`,
  };
  const busy = (s: number): number => (s < busyFromS ? 0 : s % 60 === 15 ? 0.75 : 0.25);
  return [
    steady('DCGM_FI_PROF_GR_ENGINE_ACTIVE', labels, fromS, untilS, busy),
    steady('DCGM_FI_DEV_GPU_UTIL', labels, fromS, untilS, (s) => 100 * busy(s)),
  ];
}

function queueOf(namespace: string, model: string): Exposed {
  const labels = { k8s_namespace_name: namespace, k8s_pod_name: 'gateway', model_name: model };
  return steady('coldstart_queue_depth', labels, 0, 1800, (s) => s / 15);
}

const EXPOSED: readonly Exposed[] = [
  // Restarted at 400, ready first at 130, again at 600, deleted at 900.
  ...ofCluster({
    namespace: 'ml',
    pod: 'llm-0',
    uid: 'u1',
    createdS: 10,
    untilS: 900,
    owner: ['StatefulSet', 'llm'],
    gpu: true,
    started: [
      [20, 20],
      [405, 400],
    ],
    ready: [
      [130, 130],
      [600, 600],
    ],
  }),
  ...ofGpu('ml', 'llm-0', 15, 900, 105),
  // Another of that name.
  ...ofCluster({
    namespace: 'other',
    pod: 'llm-0',
    uid: 'u2',
    createdS: 300,
    untilS: 1800,
    owner: ['StatefulSet', 'llm'],
    gpu: true,
    renamed: true,
    started: [[330, 330]],
    ready: [[390, 390]],
  }),
  ...ofProcess('other', 'llm-0', 'llama', 331.25, 380.5, 1800),
  ...ofCluster({
    namespace: 'ml',
    pod: 'qwen-5f4d9-aaaaa',
    uid: 'u3',
    createdS: 1000,
    untilS: 1800,
    owner: ['ReplicaSet', 'qwen-5f4d9'],
    gpu: true,
    started: [[1010, 1010]],
    ready: [[1075, 1075]],
  }),
  ...ofProcess('ml', 'qwen-5f4d9-aaaaa', MODEL, 1010.5, 1070.125, 1800),
  // Of the next rollout: it has not begun to load, and a third loads something else.
  ...ofCluster({
    namespace: 'ml',
    pod: 'qwen-7c6b8-bbbbb',
    uid: 'u4',
    createdS: 1700,
    untilS: 1800,
    owner: ['ReplicaSet', 'qwen-7c6b8'],
    gpu: true,
  }),
  ...ofCluster({
    namespace: 'ml',
    pod: 'qwen-7c6b8-ccccc',
    uid: 'u5',
    createdS: 1600,
    untilS: 1800,
    owner: ['ReplicaSet', 'qwen-7c6b8'],
    gpu: true,
  }),
  ...ofProcess('ml', 'qwen-7c6b8-ccccc', 'draft', 1650, 1660, 1800),
  ...ofCluster({
    namespace: 'ml',
    pod: 'web-1',
    uid: 'u6',
    createdS: 0,
    untilS: 1800,
    owner: ['ReplicaSet', 'web-7f'],
    gpu: false,
    started: [[5, 5]],
    ready: [[8, 8]],
  }),
  queueOf('ml', MODEL),
  queueOf('other', 'llama'),
  { metric: 'unrelated', labels: { namespace: 'ml', pod: 'llm-0' }, samples: [[T0 + 15, 1]] },
];

/** `namespace/pod` of what a series speaks of. */
function podOf({ labels }: Series): string {
  const first = (...names: string[]): string => names.map((name) => labels[name]).find(Boolean) ?? '';
  return `${first('exported_namespace', 'k8s_namespace_name', 'namespace')}/${first('exported_pod', 'k8s_pod_name', 'pod')}`;
}

const unique = (values: readonly string[]): string[] => [...new Set(values)].sort();

describe.each(binaries)('on Prometheus $version', ({ program }) => {
  let prometheus: Prometheus;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coldstart-queries-'));
    const file = join(folder, 'openmetrics.txt');
    writeFileSync(file, openMetrics(EXPOSED));
    prometheus = await startPrometheus(program, [], {
      fill: (data) => fillFrom(promtool ?? '', file, data),
    });
  });

  afterAll(async () => {
    await prometheus.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function bring(refId: TimelineQuery['refId'], filter: TimelineFilter = {}): Promise<Series[]> {
    const query = timelineQueries(filter).find((each) => each.refId === refId);
    return query ? seriesOf(prometheus.url, query, SPAN) : [];
  }

  async function bringAll(filter: TimelineFilter = {}): Promise<Series[]> {
    const answers = timelineQueries(filter).map((query) => seriesOf(prometheus.url, query, SPAN));
    return (await Promise.all(answers)).flat();
  }

  function only(series: readonly Series[], metric: string, pod: string): Series {
    const found = series.filter((each) => each.metric === metric && podOf(each) === pod);
    const [one] = found;
    if (!one || found.length > 1) throw new Error(`${found.length} series of ${metric} of ${pod}`);
    return one;
  }

  const afterT0 = ({ timesS, values }: Series): (readonly [number, number])[] =>
    Array.from(timesS, (timeS, nth) => [timeS - T0, values[nth] ?? Number.NaN] as const);

  async function podsOf(filter: Pick<TimelineFilter, 'namespace' | 'model'>): Promise<string[]> {
    return (await seriesOf(prometheus.url, podsQuery(filter), SPAN)).map(podOf).sort();
  }

  it('marks: the latest value of each series in the range, under its name, also of a pod that is gone', async () => {
    const marks = await bring('marks');
    expect(afterT0(only(marks, 'kube_pod_status_ready_time', 'ml/llm-0'))).toEqual([[1800, T0 + 600]]);
    expect(afterT0(only(marks, 'kube_pod_container_state_started', 'ml/llm-0'))).toEqual([[1800, T0 + 400]]);
    expect(afterT0(only(marks, 'kube_pod_created', 'other/llm-0'))).toEqual([[1800, T0 + 300]]);
    const phaseEnd = 'coldstart_phase_end_timestamp_seconds';
    expect(afterT0(only(marks, phaseEnd, 'ml/qwen-5f4d9-aaaaa'))).toEqual([[1800, T0 + 1065.125]]);
    expect(only(marks, phaseEnd, 'ml/qwen-5f4d9-aaaaa').labels['model_name']).toBe(MODEL);
  });

  it('marks: no series that says nothing', async () => {
    const marks = await bring('marks');
    const values = (metric: string, label: string): string[] =>
      unique(marks.filter((each) => each.metric === metric).map(({ labels }) => labels[label] ?? ''));
    expect(values('kube_pod_status_ready', 'condition')).toEqual(['true']);
    expect(values('kube_pod_status_phase', 'phase')).toEqual(['Failed']);
  });

  it('first: the first value of what moves', async () => {
    const first = await bring('first');
    expect(afterT0(only(first, 'kube_pod_status_ready_time', 'ml/llm-0'))).toEqual([[1800, T0 + 130]]);
    expect(afterT0(only(first, 'kube_pod_container_state_started', 'ml/llm-0'))).toEqual([[1800, T0 + 20]]);
    expect(first.filter(({ labels }) => labels['exported_pod'] === 'llm-0')).toHaveLength(2);
  });

  it('presence: a sample in each step in which the pod was there, none after, and none of a pod without GPU', async () => {
    const presence = await bring('presence');
    const requests = only(presence, 'kube_pod_container_resource_requests', 'ml/llm-0');
    expect(requests.labels['resource']).toBe('nvidia_com_gpu');
    // Its samples stand at 15, 30, … 885.
    expect(afterT0(requests)).toEqual(Array.from({ length: 15 }, (_, nth) => [(nth + 1) * 60, 1]));
    expect(presence.filter((each) => podOf(each) === 'ml/web-1')).toEqual([]);
    const running = 'coldstart_load_in_progress_start_timestamp_seconds';
    expect(afterT0(only(presence, running, 'ml/qwen-5f4d9-aaaaa')).slice(0, 3)).toEqual([
      [1020, T0 + 1010.5],
      [1080, 0],
      [1140, 0],
    ]);
  });

  it('activity: the busiest sample of a step, of the better of two fields', async () => {
    const activity = await bring('activity');
    expect(unique(activity.map(({ metric }) => metric))).toEqual(['DCGM_FI_PROF_GR_ENGINE_ACTIVE']);
    // Busy from 105 on: (60, 120] holds 0.25 at 105 and 120, each later step one of 0.75.
    expect(afterT0(only(activity, 'DCGM_FI_PROF_GR_ENGINE_ACTIVE', 'ml/llm-0')).slice(0, 4)).toEqual([
      [60, 0],
      [120, 0.25],
      [180, 0.75],
      [240, 0.75],
    ]);
  });

  it('queue: the last depth of a step', async () => {
    const queue = await bring('queue', { model: MODEL });
    expect(queue).toHaveLength(1);
    expect(afterT0(only(queue, 'coldstart_queue_depth', 'ml/gateway')).slice(0, 3)).toEqual([
      [0, 0],
      [60, 4],
      [120, 8],
    ]);
  });

  it('bring no metric but their own', async () => {
    for (const query of timelineQueries()) {
      const series = await seriesOf(prometheus.url, query, SPAN);
      expect(
        unique(series.map(({ metric }) => metric)).filter((metric) => !query.metrics.includes(metric)),
      ).toEqual([]);
    }
  });

  it('of a namespace: all of it, nothing else, in either layout of the labels', async () => {
    const pods = async (namespace: string): Promise<string[]> =>
      unique((await bringAll({ namespace })).map(podOf));
    expect(await pods('ml')).toEqual([
      'ml/gateway',
      'ml/llm-0',
      'ml/qwen-5f4d9-aaaaa',
      'ml/qwen-7c6b8-bbbbb',
      'ml/qwen-7c6b8-ccccc',
      'ml/web-1',
    ]);
    expect(await pods('other')).toEqual(['other/gateway', 'other/llm-0']);
    expect(await pods('monitoring')).toEqual([]);
    expect((await bringAll({ namespace: ['ml', 'other'] })).length).toBe((await bringAll()).length);
  });

  it('of pods: theirs, with every queue', async () => {
    const series = await bringAll({ pods: ['llm-0'], namespace: ['ml', 'other'] });
    expect(unique(series.map(podOf))).toEqual(['ml/gateway', 'ml/llm-0', 'other/gateway', 'other/llm-0']);
    expect(unique((await bringAll({ pods: [] })).map(podOf))).toEqual(['ml/gateway', 'other/gateway']);
  });

  it('the pods that may have a cold start: those with a GPU or with own series', async () => {
    const inMl = ['ml/llm-0', 'ml/qwen-5f4d9-aaaaa', 'ml/qwen-7c6b8-bbbbb', 'ml/qwen-7c6b8-ccccc'];
    expect((await podsOf({ namespace: 'ml' })).filter((pod) => pod !== 'ml/gateway')).toEqual(inMl);
    expect((await podsOf({})).filter((pod) => !pod.endsWith('/gateway'))).toEqual([...inMl, 'other/llm-0']);
  });

  it('the pods of a model: those that report it, and those of the same owner that report none yet', async () => {
    expect((await podsOf({ model: MODEL })).filter((pod) => pod !== 'ml/gateway')).toEqual([
      'ml/qwen-5f4d9-aaaaa',
      'ml/qwen-7c6b8-bbbbb',
    ]);
    expect(await podsOf({ model: 'none of that name' })).toEqual([]);
  });

  it('in two steps a model brings its pods, its queue, and the cold starts of both', async () => {
    const pods = (await podsOf({ namespace: 'ml', model: MODEL })).map((pod) => pod.split('/')[1] ?? '');
    const series = await bringAll({ namespace: 'ml', model: MODEL, pods });
    expect(unique(series.map(podOf))).toEqual(['ml/gateway', 'ml/qwen-5f4d9-aaaaa', 'ml/qwen-7c6b8-bbbbb']);
    const { coldStarts, queues } = buildTimeline({ series }, { ...SPAN, nowS: SPAN.toS });
    expect(
      coldStarts.map(({ pod, model, startS, durationS, outcome }) => [
        pod,
        model,
        startS - T0,
        durationS,
        outcome.kind,
      ]),
    ).toEqual([
      ['qwen-5f4d9-aaaaa', MODEL, 1000, 75, 'ready'],
      ['qwen-7c6b8-bbbbb', '', 1700, 100, 'loading'],
    ]);
    expect(queues.map(({ model }) => model)).toEqual([MODEL]);
  });

  it('restricted to what is all of it they bring the same as unrestricted', async () => {
    const words = (series: readonly Series[]): string[] =>
      series
        .map(({ metric, labels, ...samples }) =>
          JSON.stringify([metric, Object.entries(labels).sort(), samples]),
        )
        .sort();
    const pods = unique((await bringAll()).map((each) => podOf(each).split('/')[1] ?? ''));
    expect(words(await bringAll({ namespace: ['ml', 'other'], pods }))).toEqual(words(await bringAll()));
  });
});

/** A name with dots can be exposed to a Prometheus 3 only. Source: Prometheus, "UTF-8 in metric and label names". */
const newer = binaries.filter(({ version }) => !/^[12]\./.test(version));
describe.skipIf(newer.length === 0).each(newer)('names with dots on Prometheus $version', ({ program }) => {
  let prometheus: Prometheus;
  let exporter: Server;
  const startedS = Math.floor(Date.now() / 1000);

  beforeAll(async () => {
    const who = (pod: string): string =>
      `"k8s.namespace.name"="ml","k8s.pod.name"="${pod}","model.name"="qwen",attempt="1"`;
    const text = ['a', 'b'].flatMap((pod) => [
      `{"coldstart.mark.timestamp.seconds",${who(pod)},mark="process_started"} ${startedS}`,
      `{"coldstart.load.in_progress.start.timestamp.seconds",${who(pod)}} ${startedS}`,
      `{"hw.gpu.utilization",${who(pod)},"hw.id"="GPU-0"} 0.5`,
    ]);
    exporter = createServer((_, response) => {
      response.setHeader('content-type', 'text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8');
      response.end(`${text.join('\n')}\n`);
    });
    await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
    prometheus = await startPrometheus(program, [`127.0.0.1:${(exporter.address() as AddressInfo).port}`]);
    while ((await prometheus.query('{"hw.gpu.utilization"}')).length < 2) await delay(200);
  });

  afterAll(async () => {
    await prometheus.stop();
    exporter.close();
  });

  it.each([
    ['all', {}, ['a', 'b']],
    ['one pod', { pods: ['a'], quotedLabels: true }, ['a']],
    ['another namespace', { namespace: 'other', quotedLabels: true }, []],
  ])('%s: loads with their GPU', async (_, filter, pods) => {
    const toS = Math.ceil(Date.now() / 1000);
    const span = { fromS: startedS - 60, toS, stepS: 1 };
    const answers = timelineQueries(filter).map((query) => seriesOf(prometheus.url, query, span));
    const series = (await Promise.all(answers)).flat();
    const { coldStarts } = buildTimeline({ series }, { ...span, nowS: toS });
    expect(coldStarts.map(({ pod, model, startS }) => [pod, model, startS])).toEqual(
      pods.map((pod) => [pod, 'qwen', startedS]),
    );
  });
});
