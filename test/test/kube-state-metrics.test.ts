import { setTimeout as delay } from 'node:timers/promises';
import { SIGNALS, type ColdStart, type Signal, type Timeline } from '@coldstart/timeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGoProgram } from '../src/go-programs/index.js';
import {
  NAMESPACE,
  playScaleUp,
  startApiServer,
  startKubeStateMetrics,
  type ApiServer,
} from '../src/kube/index.js';
import { prometheusBinaries } from '../src/programs/index.js';
import { startPrometheus, type Prometheus, type Sample } from '../src/prometheus/index.js';
import { openEye } from '../src/wrapper/index.js';

/** Seconds of the story after which all is said: a pod that vanished is believed gone after 30 s. */
const TOLD_AFTER_S = 38;

/** Labels of the scraped target, as service discovery adds them: they collide with those of kube-state-metrics. */
const EXPORTER = {
  namespace: 'monitoring',
  pod: 'kube-state-metrics-5d8f',
  container: 'kube-state-metrics',
};

/** Rows of the table whose metric the story does not make kube-state-metrics show, and why. */
const NOT_SHOWN: Readonly<Record<string, string>> = {};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const binaries = await prometheusBinaries();
const built = await buildGoProgram('kube-state-metrics');
const program = 'program' in built ? built.program : '';
const missing = 'missing' in built ? built.missing : binaries.length === 0 ? 'there is no Prometheus' : '';
const skipped = missing === '' ? '' : ` (SKIPPED: ${missing})`;
if (skipped !== '') {
  process.stderr.write(`a real kube-state-metrics${skipped}\n`);
}

const WAYS = binaries.flatMap(({ version, program }) =>
  [true, false].map((honorLabels) => ({
    way: `Prometheus ${version}, honor_labels: ${honorLabels}`,
    program,
    honorLabels,
  })),
);

/** What Prometheus and `timeline` made of the story. */
interface Told {
  /** Every series of kube-state-metrics, its last value. */
  readonly series: readonly Sample[];
  readonly timeline: Timeline;
}

describe.skipIf(missing !== '')(`a scale-up through a real kube-state-metrics${skipped}`, () => {
  const stops: (() => Promise<void>)[] = [];
  const told = new Map<string, Told>();
  let apiServer: ApiServer;
  let beginS: number;

  beforeAll(async () => {
    apiServer = await startApiServer();
    stops.push(() => apiServer.close());
    const exporter = await startKubeStateMetrics(program, apiServer.url);
    stops.push(() => exporter.stop());
    const prometheis = new Map<string, Prometheus>();
    for (const { way, program, honorLabels } of WAYS) {
      const labelling = { labels: EXPORTER, honorLabels };
      const prometheus = await startPrometheus(program, [exporter.address], labelling);
      stops.push(() => prometheus.stop());
      prometheis.set(way, prometheus);
    }
    beginS = Math.ceil(Date.now() / 1000) + 1;
    await playScaleUp(apiServer, beginS);
    await delay((beginS + TOLD_AFTER_S) * 1000 - Date.now());
    for (const [way, prometheus] of prometheis) {
      const eye = await openEye(prometheus.url);
      stops.push(() => eye.close());
      told.set(way, {
        series: await prometheus.query(`last_over_time({__name__=~"kube_.+"}[${TOLD_AFTER_S + 5}s])`),
        timeline: await eye.timeline((beginS - 5) * 1000),
      });
    }
  });
  afterAll(async () => {
    for (const stop of stops.reverse()) {
      await stop();
    }
  });

  it('asks the stand-in of the API server for nothing that it does not know', () => {
    expect(apiServer.unknownPaths).toEqual([]);
  });

  describe.each(WAYS)('$way', ({ way }) => {
    /** The attempts of a pod in order; times count from the begin of the story. */
    const attemptsOf = (pod: string): readonly Figures[] =>
      (told.get(way)?.timeline.coldStarts ?? [])
        .filter((each) => each.pod === pod)
        .sort((a, b) => a.attempt - b.attempt)
        .map((each) => figuresOf(each, beginS));
    const only = (pod: string): Figures => {
      const [first, ...more] = attemptsOf(pod);
      expect(more).toEqual([]);
      return first ?? NOTHING;
    };

    it.each(SIGNALS.filter(({ source }) => source === 'kube-state-metrics'))(
      'shows $metric with the labels that are read',
      (signal) => {
        const ofRow = (told.get(way)?.series ?? []).filter(
          ({ labels }) => labels['__name__'] === signal.metric,
        );
        if (signal.metric in NOT_SHOWN) {
          expect(ofRow).toEqual([]);
          return;
        }
        expect(ofRow.length).toBeGreaterThan(0);
        for (const { labels } of ofRow) {
          expect(labels).toMatchObject(readLabels(signal, labels));
        }
      },
    );

    it('dates a pod with a download in an init container; that its readiness flaps later changes nothing', () => {
      expect(only('llama-first')).toMatchObject({
        node: 'gpu-a',
        container: 'server',
        marks: { created: 0, scheduled: 1, gpu_allocated: 2, container_started: 8, pod_ready: 14 },
        phases: { scheduling: [0, 1], container_start: [1, 8], init: [3, 7] },
        outcome: 'ready at 14',
        resolutionS: 2,
      });
    });

    it('finds the ready time after a crash for lack of memory', () => {
      const attempts = attemptsOf('llama-crash');
      expect(attempts[0]).toMatchObject({
        marks: { created: 1, scheduled: 2, gpu_allocated: 3, container_started: 4 },
        phases: { scheduling: [1, 2], container_start: [2, 4] },
      });
      expect(attempts.at(-1)).toMatchObject({ outcome: 'ready at 19', marks: { pod_ready: 19 } });
    });

    it('sees an eviction as a failure', () => {
      expect(only('llama-evicted')).toMatchObject({
        marks: { created: 2, scheduled: 3, gpu_allocated: 4, container_started: 5, failed: 11 },
        outcome: 'failed at 11',
      });
    });

    it('sees that a pod went before it was ready', () => {
      const { outcome, marks, endS } = only('llama-deleted');
      expect(marks).toMatchObject({ created: 0, scheduled: 0, gpu_allocated: 1, container_started: 2 });
      expect(outcome).toMatch(/^(lost|failed)/);
      // It was there until 6.3 s, in scrapes a second apart.
      expect(endS).toBeGreaterThanOrEqual(5);
      expect(endS).toBeLessThanOrEqual(7.3);
    });

    it('shows a pod that no node has room for as waiting', () => {
      const { outcome, marks, phases, node } = only('llama-waiting');
      expect(outcome).toBe('loading');
      expect(marks).toEqual({ created: 3 });
      expect(node).toBe('');
      expect(phases['scheduling']?.[0]).toBe(3);
      expect(phases['scheduling']?.[1]).toBeGreaterThanOrEqual(TOLD_AFTER_S);
    });

    it('ends the init phase where the last try of an init container ends', () => {
      const { marks, phases, outcome } = only('llama-retry');
      expect(marks).toMatchObject({ created: 4, scheduled: 5, container_started: 17, pod_ready: 22 });
      expect(phases['init']).toEqual([7, 16]);
      expect(outcome).toBe('ready at 22');
    });

    it.each([
      { pod: 'llama-mig-0', resource: 'nvidia_com_mig_1g_10gb', gpus: 1, started: 12, readyAt: 18 },
      { pod: 'llama-intel', resource: 'gpu_intel_com_i915', gpus: 1, started: 6, readyAt: 12 },
      { pod: 'llama-retry', resource: 'amd_com_gpu', gpus: 1, started: 17, readyAt: 22 },
      { pod: 'llama-group-0', resource: 'nvidia_com_gpu', gpus: 8, started: 4, readyAt: 10 },
      { pod: 'llama-group-0-1', resource: 'nvidia_com_gpu', gpus: 8, started: 4, readyAt: 15 },
    ])('knows $resource for a GPU', ({ pod, resource, gpus, started, readyAt }) => {
      const requests = (told.get(way)?.series ?? []).filter(
        ({ labels }) =>
          labels['__name__'] === 'kube_pod_container_resource_requests' &&
          labels['resource'] === resource &&
          [labels['exported_pod'], labels['pod']].includes(pod),
      );
      // A series with no node, where it was scraped before the pod was bound, and one with its node.
      expect(requests.length).toBeGreaterThan(0);
      expect(new Set(requests.map(({ value }) => value))).toEqual(new Set([gpus]));
      expect(only(pod)).toMatchObject({
        marks: { container_started: started },
        outcome: `ready at ${readyAt}`,
      });
    });

    it('takes a pod without a GPU for no cold start', () => {
      expect(attemptsOf('router')).toEqual([]);
    });

    it('has no note but that exporters are missing', () => {
      expect(told.get(way)?.timeline.notes).toEqual([
        expect.stringMatching(/^No GPU activity series: /),
        expect.stringMatching(/^No coldstart series: /),
      ]);
    });
  });
});

interface Figures {
  readonly container: string;
  readonly node: string;
  readonly marks: Readonly<Record<string, number>>;
  readonly phases: Readonly<Record<string, readonly [number, number]>>;
  readonly outcome: string;
  readonly endS: number;
  readonly resolutionS: number;
}

const NOTHING: Figures = {
  container: '',
  node: '',
  marks: {},
  phases: {},
  outcome: 'no cold start',
  endS: NaN,
  resolutionS: NaN,
};

function figuresOf(coldStart: ColdStart, beginS: number): Figures {
  const { container, node, marks, phases, outcome, endS, resolutionS } = coldStart;
  return {
    container,
    node,
    marks: Object.fromEntries(Object.entries(marks).map(([mark, { atS }]) => [mark, atS - beginS])),
    phases: Object.fromEntries(
      phases.map((each) => [each.phase, [each.startS - beginS, each.endS - beginS] as const]),
    ),
    outcome: 'at' in outcome ? `${outcome.kind} at ${outcome.at.atS - beginS}` : outcome.kind,
    endS: endS - beginS,
    resolutionS,
  };
}

const SOME = expect.stringMatching(/./) as string;

/** The labels that `timeline` reads of a row, and what they have to say. */
function readLabels(signal: Signal, labels: Readonly<Record<string, string>>): Record<string, unknown> {
  const { metric, speaksOf = 'pod', labels: layout, filter } = signal;
  const first = (names: readonly string[] = []): string =>
    names.find((name) => labels[name]) ?? names[0] ?? '';
  const wanted: Record<string, unknown> = {};
  if (speaksOf === 'pod') {
    wanted[first(layout.pod)] = expect.stringMatching(/^(llama-|router)/);
    wanted[first(layout.uid)] = expect.stringMatching(UUID);
  }
  if (speaksOf === 'pod' || speaksOf === 'workload') {
    wanted[first(layout.namespace)] = NAMESPACE;
  }
  if (speaksOf === 'workload') {
    wanted[first(layout.workload)] = expect.stringMatching(/^(llama|router)/);
  }
  if (speaksOf === 'node') {
    wanted[first(layout.node)] = expect.stringMatching(/^gpu-[ab]$/);
  }
  if (/^kube_pod_(init_)?container_/.test(metric)) {
    wanted[first(layout.container)] = expect.stringMatching(/^(server|storage-initializer|proxy|router)$/);
  }
  if (metric.endsWith('_reason')) {
    wanted['reason'] = SOME;
  }
  if (filter) {
    wanted[filter.label] = SOME;
  }
  return wanted;
}
