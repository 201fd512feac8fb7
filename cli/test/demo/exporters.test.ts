import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { QUEUE_WAIT_BUCKETS_S } from '@coldstart/conventions';
import { TIMELINE_QUERIES } from '@coldstart/timeline';
import { Closers } from '../../src/demo/closers.js';
import { termination, type PodRecord } from '../../src/demo/cluster/index.js';
import {
  BusyMeter,
  dcgmSamples,
  GpuSampler,
  kubeStateSamples,
  queueInstruments,
  startExporter,
  type Sample,
} from '../../src/demo/exporters/index.js';
import { listen } from '../../src/demo/listen.js';

const closers = new Closers();
afterEach(() => closers.close());

const POD: PodRecord = {
  name: 'llm-server-abc-1',
  namespace: 'inference',
  uid: 'b7f5',
  container: 'server',
  replicaSet: 'llm-server-abc',
  node: 'gpu-node-1',
  phase: 'Running',
  createdS: 100.9,
  scheduledS: 101.2,
  acceptedS: 101.5,
  containerStartedS: 110.1,
  readyS: 120.7,
  terminated: null,
  gpuAllocated: true,
  gpuBytes: 200 * 2 ** 20,
  step: 'ready',
};
const PENDING: PodRecord = {
  ...POD,
  name: 'llm-server-abc-2',
  node: '',
  phase: 'Pending',
  scheduledS: null,
  acceptedS: null,
  containerStartedS: null,
  readyS: null,
  gpuAllocated: false,
};
const PULLING: PodRecord = { ...POD, phase: 'Pending', containerStartedS: null, readyS: null };

interface Line {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The text format of Prometheus, as far as there are no escapes. */
function parse(text: string): Line[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, metric = '', labels = '', value = ''] = /^([^{ ]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      return {
        metric,
        labels: Object.fromEntries(
          [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, text]) => [name, text]),
        ) as Record<string, string>,
        value: Number(value),
      };
    });
}

async function exporter(samples?: () => readonly Sample[], otlpUrl: string | null = null) {
  const started = await startExporter({
    serviceName: 'test',
    otlpUrl,
    pushS: 60,
    ...(samples && { samples }),
  });
  closers.add(() => started.close());
  return { ...started, scrape: async () => parse(await (await fetch(started.metricsUrl)).text()) };
}

const value = (lines: readonly Line[], metric: string, labels: Record<string, string> = {}) =>
  lines.find(
    (line) =>
      line.metric === metric && Object.entries(labels).every(([name, text]) => line.labels[name] === text),
  )?.value;

describe('simulated kube-state-metrics', () => {
  it('says what the real one says, in whole seconds', async () => {
    const lines = await (await exporter(() => kubeStateSamples([POD]))).scrape();
    const expected: Record<string, number> = {
      kube_pod_created: 100,
      kube_pod_status_scheduled_time: 101,
      kube_pod_start_time: 101,
      kube_pod_status_initialized_time: 101,
      kube_pod_container_state_started: 110,
      kube_pod_status_container_ready_time: 120,
      kube_pod_status_ready_time: 120,
      kube_pod_info: 1,
    };
    for (const [metric, expectedValue] of Object.entries(expected)) {
      expect({
        metric,
        value: value(lines, metric, { pod: POD.name, namespace: 'inference', uid: 'b7f5' }),
      }).toEqual({ metric, value: expectedValue });
    }
    expect(value(lines, 'kube_pod_info', { node: 'gpu-node-1', created_by_kind: 'ReplicaSet' })).toBe(1);
    expect(value(lines, 'kube_pod_status_phase', { phase: 'Running' })).toBe(1);
    expect(value(lines, 'kube_pod_status_phase', { phase: 'Failed' })).toBe(0);
    expect(
      value(lines, 'kube_pod_container_resource_requests', {
        resource: 'nvidia_com_gpu',
        unit: 'integer',
        container: 'server',
        node: 'gpu-node-1',
      }),
    ).toBe(1);
  });

  it('has no series for what has not happened yet', () => {
    const metrics = new Set(kubeStateSamples([PENDING]).map(({ metric }) => metric));
    expect([...metrics].toSorted()).toEqual([
      'kube_pod_container_resource_requests',
      'kube_pod_created',
      'kube_pod_info',
      'kube_pod_status_phase',
    ]);
  });

  it('says why a pod failed', () => {
    const failed: PodRecord = { ...POD, phase: 'Failed', readyS: null, terminated: termination(137, 115.4) };
    const samples = kubeStateSamples([failed]);
    expect(value(samples, 'kube_pod_container_status_terminated_reason', { reason: 'OOMKilled' })).toBe(1);
    expect(value(samples, 'kube_pod_completion_time')).toBe(115);
    expect(value(samples, 'kube_pod_status_phase', { phase: 'Failed' })).toBe(1);
    expect(value(samples, 'kube_pod_status_ready_time')).toBeUndefined();
  });

  it('drops every series of a deleted pod', async () => {
    let pods = [POD, PENDING];
    const { scrape } = await exporter(() => kubeStateSamples(pods));
    expect(value(await scrape(), 'kube_pod_created', { pod: PENDING.name })).toBe(100);
    pods = [POD];
    const lines = await scrape();
    expect(lines.filter((line) => line.labels['pod'] === PENDING.name)).toEqual([]);
    expect(value(lines, 'kube_pod_created', { pod: POD.name })).toBe(100);
  });
});

describe('termination', () => {
  it.each([
    [137, 'OOMKilled'],
    [1, 'Error'],
    [143, 'Error'],
  ])('exit code %i is %s', (code, reason) => {
    expect(termination(code, 1)).toEqual({ reason, exitCode: code, finishedS: 1 });
  });
});

describe('simulated dcgm-exporter', () => {
  it('keeps the exporter’s names and labels', async () => {
    const sampler = new GpuSampler();
    sampler.sample([POD], 100);
    sampler.report(POD.name, true, 100.25);
    sampler.sample([POD], 101);
    const lines = await (await exporter(() => dcgmSamples(sampler.readings()))).scrape();
    expect(value(lines, 'DCGM_FI_PROF_GR_ENGINE_ACTIVE')).toBeCloseTo(0.75);
    expect(value(lines, 'DCGM_FI_DEV_FB_USED')).toBe(200);
    expect(lines[0]?.labels).toEqual({
      gpu: '0',
      UUID: expect.stringMatching(/^GPU-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string,
      device: 'nvidia0',
      modelName: 'Simulated GPU',
      Hostname: 'gpu-node-1',
      pod: POD.name,
      namespace: 'inference',
      container: 'server',
      simulated: 'true',
    });
  });

  it('has a sample from the allocation on, and none before or after', () => {
    const sampler = new GpuSampler();
    sampler.sample([PENDING], 1);
    expect(sampler.readings()).toEqual([]);
    sampler.sample([{ ...PENDING, gpuAllocated: true }], 2);
    expect(sampler.readings()).toMatchObject([{ activity: 0, pod: { name: PENDING.name } }]);
    sampler.sample([PENDING], 3);
    expect(sampler.readings()).toEqual([]);
  });
});

describe('every simulated series', () => {
  const sampler = new GpuSampler();
  sampler.sample([POD], 1);
  const samples = [...kubeStateSamples([POD, PENDING, PULLING]), ...dcgmSamples(sampler.readings())];

  it('says that it is simulated', () => {
    expect(samples.filter(({ labels }) => labels['simulated'] !== 'true')).toEqual([]);
  });

  it('is one that the timeline asks for', () => {
    const asked = new Set(TIMELINE_QUERIES.flatMap(({ metrics }) => metrics));
    const others = samples.map(({ metric }) => metric).filter((metric) => !asked.has(metric));
    expect([...new Set(others)]).toEqual([]);
  });
});

describe('the queue’s instruments', () => {
  it('come out under the names of the conventions', async () => {
    const { meter, scrape } = await exporter();
    const record = queueInstruments(
      meter,
      { model: 'demo-llm', namespace: 'inference', pod: 'gateway-0', container: 'gateway' },
      () => 7,
    );
    record(0.3);
    record(12);
    const lines = await scrape();
    const identity = {
      model_name: 'demo-llm',
      k8s_namespace_name: 'inference',
      k8s_pod_name: 'gateway-0',
      k8s_container_name: 'gateway',
    };
    expect(value(lines, 'coldstart_queue_depth', identity)).toBe(7);
    const bucket = (le: string) => value(lines, 'coldstart_queue_wait_seconds_bucket', { ...identity, le });
    for (const bound of QUEUE_WAIT_BUCKETS_S) {
      expect({ bound, count: bucket(String(bound)) }).toEqual({
        bound,
        count: [0.3, 12].filter((waitS) => waitS <= bound).length,
      });
    }
    expect(bucket('+Inf')).toBe(2);
    expect(lines.some(({ labels }) => 'otel_scope_name' in labels)).toBe(false);
    expect(lines.some(({ metric }) => metric === 'target_info')).toBe(false);
  });
});

describe('pushing', () => {
  it('sends the same samples by OTLP as JSON', async () => {
    const bodies: string[] = [];
    const receiver = await listen(async (request, response) => {
      let body = '';
      for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
      bodies.push(`${request.url} ${body}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    closers.add(() => receiver.close());
    const taken = { metric: 'taken_earlier', help: '', labels: {}, value: 1, atS: 1234.5 };
    const pushing = await exporter(() => [...kubeStateSamples([POD]), taken], receiver.url);
    await pushing.flush();
    expect(bodies[0]).toMatch(/^\/v1\/metrics \{/);
    expect(bodies[0]).toContain('"kube_pod_status_ready_time"');
    expect(bodies[0]).toContain('"simulated"');
    expect(bodies[0]).toMatch(/taken_earlier.*"timeUnixNano":"1234500000000"/);
  });

  it('does not mind a receiver that is gone', async () => {
    const receiver = await listen(() => undefined);
    await receiver.close();
    const pushing = await exporter(() => kubeStateSamples([POD]), receiver.url);
    await expect(pushing.flush()).resolves.toBeUndefined();
  }, 20_000);
});

describe('BusyMeter', () => {
  it('gives the share of the time since the last reading', () => {
    const meter = new BusyMeter(0);
    meter.set(true, 1);
    meter.set(false, 3);
    expect(meter.read(4)).toBe(0.5);
    expect(meter.read(5)).toBe(0);
    meter.set(true, 5);
    expect(meter.read(6)).toBe(1);
    expect(meter.read(7)).toBe(1);
  });

  it('stays between 0 and 1 whatever the order of the changes', () => {
    const change = fc.record({ busy: fc.boolean(), atS: fc.double({ min: 0, max: 100, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(change), fc.array(fc.nat({ max: 100 })), (changes, reads) => {
        const meter = new BusyMeter(0);
        for (const { busy, atS } of changes) meter.set(busy, atS);
        for (const nowS of reads) {
          const ratio = meter.read(nowS);
          expect(ratio).toBeGreaterThanOrEqual(0);
          expect(ratio).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
