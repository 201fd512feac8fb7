import { setTimeout as delay } from 'node:timers/promises';
import type { ApiServer } from './api-server.js';
import type { OwnerReference } from './objects.js';
import {
  accepted,
  bound,
  created,
  ended,
  evicted,
  ready,
  started,
  terminating,
  unready,
  unschedulable,
  waits,
  type ContainerSpec,
  type NewPod,
  type Step,
} from './pod.js';
import { autoscaler, deployment, gpuNode, ownedBy, scaled, statefulSet } from './workloads.js';

export const NAMESPACE = 'serving';

/** Each thing happens this long after a whole second, which is what the API keeps of it. */
const WITHIN_SECOND_S = 0.3;

const DAY_S = 86_400;

type Happening = readonly [offsetS: number, happens: Step];

interface Life {
  readonly pod: Omit<NewPod, 'namespace' | 'owner'>;
  readonly owner: 'llama' | 'llama-mig' | 'llama-group' | 'router';
  readonly createdOffsetS: number;
  readonly steps: readonly Happening[];
  readonly deletedOffsetS?: number;
}

const SERVER_IMAGE = 'registry.example/vllm-openai:v0.26.0';

function server(resource: string, count: number): ContainerSpec {
  const resources = { cpu: '8', memory: '64Gi', [resource]: String(count) };
  return { name: 'server', image: SERVER_IMAGE, resources: { requests: resources, limits: resources } };
}

const STORAGE_INITIALIZER: ContainerSpec = {
  name: 'storage-initializer',
  image: 'registry.example/storage-initializer:v0.17.0',
  resources: { requests: { cpu: '1', memory: '2Gi' }, limits: { cpu: '1', memory: '2Gi' } },
};

/** What happens to each pod, in seconds after the begin of the story. */
const LIVES: readonly Life[] = [
  {
    // A download, a load, and later a readiness probe that flaps.
    pod: {
      name: 'llama-first',
      containers: [server('nvidia.com/gpu', 1)],
      initContainers: [STORAGE_INITIALIZER],
    },
    owner: 'llama',
    createdOffsetS: 0,
    steps: [
      [1, bound('gpu-a')],
      [2, accepted],
      [3, started('storage-initializer')],
      [7, ended('storage-initializer', 0, 'Completed')],
      [8, started('server')],
      [14, ready],
      [20, unready('server')],
      [24, ready],
    ],
  },
  {
    // The first life of the server runs out of memory.
    pod: { name: 'llama-crash', containers: [server('nvidia.com/gpu', 2)] },
    owner: 'llama',
    createdOffsetS: 1,
    steps: [
      [2, bound('gpu-b')],
      [3, accepted],
      [4, started('server')],
      [8, ended('server', 137, 'OOMKilled')],
      [9, waits('server', 'CrashLoopBackOff')],
      [13, started('server')],
      [19, ready],
    ],
  },
  {
    pod: { name: 'llama-evicted', containers: [server('nvidia.com/gpu', 1)] },
    owner: 'llama',
    createdOffsetS: 2,
    steps: [
      [3, bound('gpu-a')],
      [4, accepted],
      [5, started('server')],
      [11, evicted],
    ],
  },
  {
    // Somebody scales down in the middle of its load.
    pod: { name: 'llama-deleted', containers: [server('nvidia.com/gpu', 1)] },
    owner: 'llama',
    createdOffsetS: 0,
    steps: [
      [0, bound('gpu-a')],
      [1, accepted],
      [2, started('server')],
      [4, terminating(2)],
    ],
    deletedOffsetS: 6,
  },
  {
    // No node has a GPU left.
    pod: { name: 'llama-waiting', containers: [server('nvidia.com/gpu', 8)] },
    owner: 'llama',
    createdOffsetS: 3,
    steps: [[3, unschedulable]],
  },
  {
    // Its download fails once.
    pod: {
      name: 'llama-retry',
      containers: [server('amd.com/gpu', 1)],
      initContainers: [STORAGE_INITIALIZER],
    },
    owner: 'llama',
    createdOffsetS: 4,
    steps: [
      [5, bound('gpu-b')],
      [6, accepted],
      [7, started('storage-initializer')],
      [10, ended('storage-initializer', 1, 'Error')],
      [11, waits('storage-initializer', 'CrashLoopBackOff')],
      [13, started('storage-initializer')],
      [16, ended('storage-initializer', 0, 'Completed')],
      [17, started('server')],
      [22, ready],
    ],
  },
  {
    // A slice of a GPU, after an image that was not there.
    pod: { name: 'llama-mig-0', containers: [server('nvidia.com/mig-1g.10gb', 1)] },
    owner: 'llama-mig',
    createdOffsetS: 2,
    steps: [
      [3, bound('gpu-b')],
      [4, accepted],
      [6, waits('server', 'ErrImagePull')],
      [8, waits('server', 'ImagePullBackOff')],
      [12, started('server')],
      [18, ready],
    ],
  },
  {
    pod: { name: 'llama-intel', containers: [server('gpu.intel.com/i915', 1)] },
    owner: 'llama',
    createdOffsetS: 2,
    steps: [
      [3, bound('gpu-b')],
      [4, accepted],
      [6, started('server')],
      [12, ready],
    ],
  },
  {
    // A GPU by claim (dynamic resource allocation), with a sidecar that asks for none.
    pod: {
      name: 'llama-claim',
      claim: 'gpu',
      initContainers: [{ name: 'proxy', image: 'registry.example/proxy:1', restartPolicy: 'Always' }],
      containers: [
        {
          name: 'server',
          image: SERVER_IMAGE,
          resources: { requests: { cpu: '8' }, limits: { cpu: '8' }, claims: [{ name: 'gpu' }] },
        },
      ],
    },
    owner: 'llama',
    createdOffsetS: 3,
    steps: [
      [4, bound('gpu-b')],
      [5, accepted],
      [6, started('proxy')],
      [8, started('server')],
      [13, ready],
    ],
  },
  ...[0, 1].map((worker): Life => {
    // A replica of two pods, of which the second is ready later.
    const name = worker === 0 ? 'llama-group-0' : `llama-group-0-${worker}`;
    return {
      pod: {
        name,
        containers: [server('nvidia.com/gpu', 8)],
        labels: {
          'leaderworkerset.sigs.k8s.io/name': 'llama-group',
          'leaderworkerset.sigs.k8s.io/group-index': '0',
          'leaderworkerset.sigs.k8s.io/worker-index': String(worker),
        },
      },
      owner: 'llama-group',
      createdOffsetS: 1,
      steps: [
        [2, bound(worker === 0 ? 'gpu-a' : 'gpu-b')],
        [3, accepted],
        [4, started('server')],
        [10 + 5 * worker, ready],
      ],
    };
  }),
  {
    // No cold start of a model: it has no GPU.
    pod: { name: 'router', containers: [{ name: 'router', image: 'registry.example/router:1' }] },
    owner: 'router',
    createdOffsetS: 2,
    steps: [
      [3, bound('gpu-a')],
      [3, accepted],
      [4, started('router')],
      [5, ready],
    ],
  },
];

/**
 * A scale-up in the namespace `serving`, played in real time against the API server. The last thing happens 24 s after
 * its begin.
 *
 * @param beginS a whole Unix second that is still to come
 */
export async function playScaleUp(server: ApiServer, beginS: number): Promise<void> {
  const yesterdayS = beginS - DAY_S;
  const [llama, llamaSet] = deployment('llama', NAMESPACE, 8, yesterdayS);
  const [router, routerSet] = deployment('router', NAMESPACE, 1, yesterdayS);
  const mig = statefulSet('llama-mig', NAMESPACE, 1, yesterdayS);
  const group = statefulSet('llama-group', NAMESPACE, 2, yesterdayS);
  const hpa = autoscaler(llama, 8, yesterdayS);
  const nodes = [
    gpuNode('gpu-a', 'p5.48xlarge', 8, yesterdayS),
    gpuNode('gpu-b', 'p4d.24xlarge', 8, yesterdayS),
  ];
  for (const object of [...nodes, llama, llamaSet, router, routerSet, mig, group, hpa]) {
    server.put(object);
  }

  const owners = { llama: llamaSet, 'llama-mig': mig, 'llama-group': group, router: routerSet };
  const script = LIVES.flatMap((life) => scenesOf(life, ownedBy(owners[life.owner]), beginS, server));
  script.push([
    0,
    () => {
      server.put(scaled(hpa, 8));
    },
  ]);
  for (const [offsetS, scene] of script.sort(([a], [b]) => a - b)) {
    await delay(Math.max(0, (beginS + offsetS + WITHIN_SECOND_S) * 1000 - Date.now()));
    scene();
  }
}

type Scene = readonly [offsetS: number, scene: () => void];

function scenesOf(life: Life, owner: OwnerReference, beginS: number, server: ApiServer): Scene[] {
  const { createdOffsetS, steps, deletedOffsetS } = life;
  const atS = (offsetS: number): number => beginS + offsetS + WITHIN_SECOND_S;
  let pod = created({ ...life.pod, namespace: NAMESPACE, owner }, atS(createdOffsetS));
  const scenes: Scene[] = [
    [
      createdOffsetS,
      () => {
        server.put(pod);
      },
    ],
    ...steps.map(([offsetS, happens]): Scene => [
      offsetS,
      () => {
        pod = happens(pod, atS(offsetS));
        server.put(pod);
      },
    ]),
  ];
  if (deletedOffsetS !== undefined) {
    scenes.push([
      deletedOffsetS,
      () => {
        server.delete(pod);
      },
    ]);
  }
  return scenes;
}
