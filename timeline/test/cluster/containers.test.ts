import { describe, expect, test } from 'vitest';
import type { Series } from '../../src/index.js';
import {
  activity,
  cluster,
  every,
  instant,
  onlyColdStart,
  samples,
  steady,
  T0,
  timelineAt,
} from '../fixtures/index.js';

const LABELS = { namespace: 'ml', pod: 'a', uid: 'uid-a' };
const POD = { nowS: 200, created: 0, scheduled: 2, accepted: 2 } as const;
const started = (container: string, atS: number): Series =>
  instant('kube_pod_container_state_started', { ...LABELS, container }, T0 + atS, 200);

describe('several containers in a pod', () => {
  test('those that ask for a GPU are cold starts, and the others date nothing', () => {
    const { coldStarts } = timelineAt(
      200,
      cluster({ ...POD, container: 'prefill', started: 9, gpus: 1, ready: 120 }),
      cluster({ ...POD, container: 'decode', started: 14, gpus: 2 }),
      [started('istio-proxy', 4), started('metrics', 5)],
    );
    expect(coldStarts.map(({ id, marks }) => [id, (marks.container_started?.atS ?? 0) - T0])).toEqual([
      ['ml/a/decode/1', 14],
      ['ml/a/prefill/1', 9],
    ]);
  });

  test('a sidecar that is done has not ended the server', () => {
    const one = onlyColdStart(
      timelineAt(200, cluster({ ...POD, started: 9, gpus: 1, isReady: 0, completed: 30 }), [
        instant(
          'kube_pod_container_status_terminated_reason',
          { ...LABELS, container: 'warm-cache', reason: 'Completed' },
          1,
          200,
        ),
      ]),
    );
    expect(one.outcome).toEqual({ kind: 'loading' });
  });

  test('a sidecar that is restarted makes no attempt', () => {
    const one = onlyColdStart(
      timelineAt(200, cluster({ ...POD, started: 9, gpus: 1, ready: 120 }), [
        started('istio-proxy', 4),
        started('istio-proxy', 60),
        instant('kube_pod_container_status_restarts_total', { ...LABELS, container: 'istio-proxy' }, 3, 200),
      ]),
    );
    expect(one).toMatchObject({ attempt: 1, restarts: null, endS: T0 + 120 });
  });

  test('a container that asks for two kinds of GPU is one cold start', () => {
    const one = onlyColdStart(
      timelineAt(200, cluster({ ...POD, started: 9, gpus: 1, isReady: 0 }), [
        steady(
          'kube_pod_container_resource_requests',
          { ...LABELS, container: 'server', resource: 'nvidia_com_mig_1g_10gb', unit: 'integer' },
          1,
          0,
          200,
        ),
      ]),
    );
    expect(one.container).toBe('server');
  });
});

describe('what makes a pod one with a GPU', () => {
  test.each([
    ['nvidia_com_gpu', 1],
    ['nvidia_com_gpu_shared', 1],
    ['nvidia_com_mig_1g_10gb', 1],
    ['amd_com_gpu', 1],
    ['amd_com_cpx_nps4', 1],
    ['gpu_intel_com_i915', 1],
    ['gpu_intel_com_xe', 1],
    ['habana_ai_gaudi', 1],
    ['gpu_intel_com_memory_max', 0],
    ['gpu_intel_com_xe_monitoring', 0],
    ['memory', 0],
  ])('a request of %s: %i cold starts', (resource, count) => {
    const metric = 'kube_pod_container_resource_requests';
    const { coldStarts } = timelineAt(200, cluster({ ...POD, started: 9 }), [
      steady(metric, { ...LABELS, container: 'server', resource }, 1, 0, 200),
    ]);
    expect(coldStarts).toHaveLength(count);
  });

  test('a limit, where no request is told', () => {
    const one = onlyColdStart(
      timelineAt(200, cluster({ ...POD, started: 9 }), [
        instant(
          'kube_pod_container_resource_limits',
          { ...LABELS, container: 'server', resource: 'nvidia_com_gpu' },
          4,
          200,
        ),
        activity(every(5, 5, 200, () => 0)),
      ]),
    );
    // Three of the four GPUs have no series: unknown from the allocation at 2 to the evaluation at 200.
    expect(one.gpu).toMatchObject({ kind: 'observed', allocatedGpuS: 792 });
    expect(one.gpu).toHaveProperty('unknownGpuS', 594 + 0);
  });

  test('a claim for devices, though how many is not told', () => {
    const timeline = timelineAt(200, cluster({ ...POD, started: 9, claim: 'gpu', image: 'vllm:1' }), [
      started('istio-proxy', 4),
    ]);
    const one = onlyColdStart(timeline);
    expect(one).toMatchObject({ container: 'server', outcome: { kind: 'loading' } });
    expect(one.marks.container_started?.atS).toBe(T0 + 9);
    expect(one.marks.gpu_allocated).toMatchObject({ atS: T0 + 2, estimated: true });
    expect(one.gpu).toEqual({
      kind: 'not_observable',
      why: expect.stringContaining('No GPU activity series') as unknown,
    });
  });

  test('a claim tells how long the pod was there', () => {
    const one = onlyColdStart(timelineAt(200, cluster({ ...POD, started: 9, claim: 'gpu', seenUntilS: 90 })));
    expect(one.outcome).toEqual({ kind: 'lost', lastSeenS: T0 + 90 });
  });

  test('a request of 0 is none', () => {
    const labels = { ...LABELS, container: 'server', resource: 'nvidia_com_gpu' };
    const none = samples('kube_pod_container_resource_requests', labels, [[0, 0]]);
    expect(timelineAt(200, cluster({ ...POD, started: 9 }), [none]).coldStarts).toEqual([]);
  });
});
