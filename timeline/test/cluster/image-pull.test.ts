import { describe, expect, test } from 'vitest';
import { cluster, onlyColdStart, T0, timelineAt, type ClusterStory } from '../fixtures/index.js';

const POD = {
  nowS: 200,
  created: 0,
  scheduled: 2,
  accepted: 2,
  gpus: 1,
  image: 'vllm:1',
  node: 'n1',
} as const;
const coldStart = (more: Partial<ClusterStory>) =>
  onlyColdStart(timelineAt(200, cluster({ ...POD, ...more })));

describe('an image pull', () => {
  test('is estimated from what the container waited, and labelled so', () => {
    const one = coldStart({ started: 92, ready: 150, waits: [['ContainerCreating', 5, 90]] });
    const span = one.phases.find(({ phase }) => phase === 'image_pull');
    // From the kubelet at 2 to the start at 92; each end within 1 s, and up to 5 s for the sandbox before.
    expect(span).toMatchObject({
      startS: T0 + 2,
      endS: T0 + 92,
      estimated: true,
      resolutionS: 7,
      depth: 1,
      state: 'ok',
    });
    expect(one.imagePull).toEqual({
      kind: 'estimated',
      startS: T0 + 2,
      endS: T0 + 92,
      atLeastS: 0,
      atMostS: 90,
      why: 'From what the container waited before it started: preparing volumes falls in it too.',
    });
  });

  test('begins after the init containers', () => {
    const one = coldStart({
      started: 92,
      initialized: 40,
      waits: [
        ['PodInitializing', 5, 40],
        ['ContainerCreating', 45, 90],
      ],
      inits: [{ name: 'setup', start: 4, end: 40 }],
    });
    expect(one.imagePull).toMatchObject({ kind: 'estimated', startS: T0 + 40, atMostS: 52 });
  });

  test('that fails lasts at least from the first failure to the last', () => {
    const one = coldStart({
      started: 92,
      waits: [
        ['ContainerCreating', 5, 15],
        ['ErrImagePull', 20, 25],
        ['ImagePullBackOff', 30, 70],
      ],
    });
    expect(one.imagePull).toMatchObject({ kind: 'estimated', atLeastS: 50, atMostS: 90 });
  });

  test('that goes on runs to the evaluation time, and says what holds it up', () => {
    const one = coldStart({ waits: [['ImagePullBackOff', 20, 200]] });
    expect(one.phases.find(({ phase }) => phase === 'image_pull')).toMatchObject({
      state: 'running',
      durationS: 198,
    });
    expect(one.heldUp).toMatchObject({
      reason: 'ImagePullBackOff',
      container: 'server',
      since: { atS: T0 + 20, resolutionS: 5, estimated: true },
      words: 'its image cannot be pulled; Kubernetes waits before it tries again',
    });
  });
});

describe('no image pull is shown', () => {
  test.each([
    ['no sample shows a wait', { started: 92 }, 'No sample shows the container waiting for its image.'],
    [
      'the container started at once',
      { started: 7, waits: [['ContainerCreating', 5, 5]] },
      'The container started as soon as one whose image is on the node.',
    ],
    [
      'it waited for something else',
      { started: 92, waits: [['CreateContainerConfigError', 5, 90]] },
      'The container waited for something else: what its configuration names is missing, such as a secret.',
    ],
    [
      'nobody dates the start of the container',
      { ready: 120, waits: [['ContainerCreating', 5, 90]] },
      'When the container started is not known.',
    ],
  ] as const)('where %s', (_, more, why) => {
    const one = coldStart(more);
    expect(one.imagePull).toEqual({ kind: 'not_observable', why });
    expect(one.phases.map(({ phase }) => phase)).not.toContain('image_pull');
  });

  test('where the node ran the image before: another wait, such as for a volume, is no pull', () => {
    const waits = [['ContainerCreating', 105, 160]] as const;
    const { coldStarts } = timelineAt(
      200,
      cluster({ ...POD, pod: 'first', started: 40, ready: 90 }),
      cluster({ ...POD, pod: 'second', created: 100, scheduled: 101, accepted: 101, started: 165, waits }),
      cluster({
        ...POD,
        pod: 'other',
        image: 'vllm:2',
        created: 100,
        scheduled: 101,
        accepted: 101,
        started: 165,
        waits,
      }),
    );
    expect(coldStarts.map(({ pod, imagePull }) => [pod, imagePull.kind])).toEqual([
      ['first', 'not_observable'],
      ['other', 'estimated'],
      ['second', 'on_node'],
    ]);
    expect(coldStarts[2]?.imagePull).toMatchObject({ why: 'Pod first ran the image on this node before.' });
  });

  test('for a container that is started again: it has its image', () => {
    const { coldStarts } = timelineAt(
      200,
      cluster({ ...POD, started: [9, 100], restarts: [0, 1], waits: [['ContainerCreating', 5, 5]] }),
    );
    expect(coldStarts[1]?.imagePull.kind).toBe('on_node');
  });
});
