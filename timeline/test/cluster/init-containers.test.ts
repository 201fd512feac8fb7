import { describe, expect, test } from 'vitest';
import type { ColdStart } from '../../src/index.js';
import { cluster, onlyColdStart, own, T0, timelineAt, type ClusterStory } from '../fixtures/index.js';

const POD = { nowS: 200, created: 0, scheduled: 2, accepted: 2, started: 60, ready: 120, gpus: 1 } as const;
const coldStart = (more: Partial<ClusterStory>) =>
  onlyColdStart(timelineAt(200, cluster({ ...POD, ...more })));
const extents = ({ phases }: ColdStart) =>
  phases.map(({ phase, startS, endS, depth }) => [phase, startS - T0, endS - T0, depth]);

describe('init containers', () => {
  test('are told by name; the phase runs from the first start to the last end', () => {
    const one = coldStart({
      inits: [
        { name: 'warm', start: 30, end: 55 },
        { name: 'setup', start: 4, end: 29 },
      ],
    });
    expect(extents(one)).toEqual([
      ['scheduling', 0, 2, 0],
      ['container_start', 2, 60, 0],
      ['init', 4, 55, 1],
    ]);
    expect(one.initContainers.map(({ name, start, end }) => [name, start?.atS, end?.atS])).toEqual([
      ['setup', T0 + 4, T0 + 29],
      ['warm', T0 + 30, T0 + 55],
    ]);
  });

  test('a native sidecar starts first and ends last, and is no part of the phase', () => {
    const one = coldStart({
      inits: [
        { name: 'proxy', start: 3, end: 190, policy: 'Always' },
        { name: 'setup', start: 10, end: 40 },
      ],
    });
    expect(extents(one)).toContainEqual(['init', 10, 40, 1]);
    expect(one.initContainers.map(({ name, sidecar }) => [name, sidecar])).toEqual([
      ['proxy', true],
      ['setup', false],
    ]);
  });

  test('that succeed at once have no end of their own: the next start and the pod tell it', () => {
    const one = coldStart({
      initialized: 50,
      inits: [
        { name: 'setup', start: 10 },
        { name: 'proxy', start: 15, policy: 'Always' },
        { name: 'storage-initializer', start: 20 },
      ],
    });
    expect(extents(one)).toEqual([
      ['scheduling', 0, 2, 0],
      ['container_start', 2, 60, 0],
      ['init', 10, 50, 1],
      ['weights_fetch', 20, 50, 2],
    ]);
    expect(one.initContainers.map(({ end }) => [end?.atS, end?.estimated])).toEqual([
      [T0 + 20, true],
      [undefined, undefined],
      [T0 + 50, false],
    ]);
  });

  test('that failed and ran again do not end with the try that failed', () => {
    const one = coldStart({ initialized: 50, inits: [{ name: 'setup', start: 30, end: 12 }] });
    expect(extents(one)).toContainEqual(['init', 30, 50, 1]);
  });

  test('a download without an end of its own ends where the next one begins', () => {
    const one = coldStart({
      initialized: 50,
      inits: [
        { name: 'storage-initializer', start: 5 },
        { name: 'setup', start: 44 },
      ],
    });
    expect(extents(one)).toContainEqual(['weights_fetch', 5, 44, 2]);
    expect(extents(one)).toContainEqual(['init', 5, 50, 1]);
  });

  test('a sidecar alone makes no init phase', () => {
    const one = coldStart({ inits: [{ name: 'proxy', start: 3, policy: 'Always' }] });
    expect(one.phases.map(({ phase }) => phase)).toEqual(['scheduling', 'container_start']);
  });

  test('where one has no end, the pod says when they were done', () => {
    const one = coldStart({ initialized: 50, inits: [{ name: 'setup', start: 10, policy: 'OnFailure' }] });
    expect(extents(one)).toContainEqual(['init', 10, 50, 1]);
  });

  test('what runs again after the server began is another life of the pod', () => {
    const one = coldStart({ inits: [{ name: 'setup', start: 150, end: 160 }] });
    expect(one.phases.map(({ phase }) => phase)).not.toContain('init');
  });

  test('that run keep the phase open', () => {
    const one = onlyColdStart(
      timelineAt(
        50,
        cluster({
          nowS: 50,
          created: 0,
          scheduled: 2,
          accepted: 2,
          gpus: 1,
          inits: [{ name: 'setup', start: 5 }],
        }),
      ),
    );
    expect(one.phases.find(({ phase }) => phase === 'init')).toMatchObject({
      state: 'running',
      durationS: 45,
    });
  });
});

describe('an init container that downloads the weights', () => {
  test.each([
    ['storage-initializer', 'kserve/storage-initializer:v0.15', 'KServe storage initializer'],
    ['init-0', 'registry.example/kserve/storage-initializer:v0.15', 'KServe storage initializer'],
    [
      'classifier-model-initializer',
      'seldonio/rclone-storage-initializer:1.17.1',
      'Seldon Core model initializer',
    ],
    ['model-downloader', 'amazon/aws-cli:2', 'model downloader'],
    ['download-weights', 'busybox:1', 'model downloader'],
    ['setup', 'busybox:1', ''],
    ['wait-for-model-server', 'busybox:1', ''],
  ])('%s of %s: "%s"', (name, image, tool) => {
    const one = coldStart({ inits: [{ name, image, start: 5, end: 45 }] });
    expect(one.initContainers[0]?.downloads).toBe(tool);
    const fetches = extents(one).filter(([phase]) => phase === 'weights_fetch');
    expect(fetches).toEqual(tool === '' ? [] : [['weights_fetch', 5, 45, 2]]);
  });

  test('takes the time of the phase around it, though both are of one length', () => {
    const one = coldStart({ inits: [{ name: 'storage-initializer', start: 5, end: 45 }] });
    const pieces = one.segments.map(({ startS, endS, phase }) => [
      startS - T0,
      endS - T0,
      phase === null ? null : one.phases[phase]?.phase,
    ]);
    // From 60 to Ready at 120 the server loads, of which kube-state-metrics knows nothing.
    expect(pieces).toEqual([
      [0, 2, 'scheduling'],
      [2, 5, 'container_start'],
      [5, 45, 'weights_fetch'],
      [45, 60, 'container_start'],
      [60, 120, null],
    ]);
  });

  test('gives way to what the server tells of its own download', () => {
    const one = onlyColdStart(
      timelineAt(
        200,
        cluster({ ...POD, inits: [{ name: 'storage-initializer', start: 5, end: 45 }] }),
        own({
          nowS: 200,
          marks: { process_started: 60.5, model_ready: 118 },
          phases: { weights_fetch: [62, 80] },
        }),
      ),
    );
    const fetches = one.phases.filter(({ phase }) => phase === 'weights_fetch');
    expect(fetches).toMatchObject([{ startS: T0 + 62, endS: T0 + 80, source: 'coldstart' }]);
  });
});
