import { randomUUID } from 'node:crypto';
import { apiTime, type ApiObject, type OwnerReference } from './objects.js';

export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly resources?: {
    readonly requests: Readonly<Record<string, string>>;
    readonly limits: Readonly<Record<string, string>>;
    readonly claims?: readonly { readonly name: string }[];
  };
  /** Of an init container that runs on beside the others. */
  readonly restartPolicy?: 'Always';
}

interface PodSpec {
  readonly nodeName?: string;
  readonly initContainers: readonly ContainerSpec[];
  readonly containers: readonly ContainerSpec[];
  readonly restartPolicy: 'Always';
  readonly resourceClaims?: readonly { readonly name: string; readonly resourceClaimTemplateName: string }[];
}

interface Terminated {
  readonly exitCode: number;
  readonly reason: string;
  readonly startedAt: string;
  readonly finishedAt: string;
}

type ContainerState =
  | { readonly waiting: { readonly reason: string } }
  | { readonly running: { readonly startedAt: string } }
  | { readonly terminated: Terminated };

interface ContainerStatus {
  readonly name: string;
  readonly image: string;
  readonly imageID: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state: ContainerState;
  readonly lastState: ContainerState | Record<string, never>;
}

interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly lastTransitionTime: string;
  readonly reason?: string;
  readonly message?: string;
}

interface PodStatus {
  readonly phase: 'Pending' | 'Running' | 'Failed';
  readonly reason?: string;
  readonly message?: string;
  readonly startTime?: string;
  readonly conditions: readonly Condition[];
  readonly initContainerStatuses: readonly ContainerStatus[];
  readonly containerStatuses: readonly ContainerStatus[];
  readonly resourceClaimStatuses?: readonly { readonly name: string; readonly resourceClaimName: string }[];
}

export interface Pod extends ApiObject {
  readonly spec: PodSpec;
  readonly status: PodStatus;
}

export interface NewPod {
  readonly name: string;
  readonly namespace: string;
  readonly owner: OwnerReference;
  readonly labels?: Readonly<Record<string, string>>;
  readonly containers: readonly ContainerSpec[];
  readonly initContainers?: readonly ContainerSpec[];
  /** Name of a claim of the pod, in the sense of dynamic resource allocation. */
  readonly claim?: string;
}

/*
 * What happens to a pod, as the scheduler and the kubelet write it into the object. Each function returns the next
 * state; `atS` is the moment in Unix seconds, which the API keeps in whole seconds.
 * Source: kubernetes.io, "Pod Lifecycle" and the API reference of Pod.
 */
export type Step = (pod: Pod, atS: number) => Pod;

export function created(
  { name, namespace, owner, containers, initContainers = [], claim, labels = {} }: NewPod,
  atS: number,
): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid: randomUUID(),
      creationTimestamp: apiTime(atS),
      labels,
      ownerReferences: [owner],
    },
    spec: {
      initContainers,
      containers,
      restartPolicy: 'Always',
      ...(claim && { resourceClaims: [{ name: claim, resourceClaimTemplateName: claim }] }),
    },
    status: {
      phase: 'Pending',
      conditions: [],
      initContainerStatuses: [],
      containerStatuses: [],
      ...(claim && { resourceClaimStatuses: [{ name: claim, resourceClaimName: `${name}-${claim}` }] }),
    },
  };
}

export const unschedulable: Step = (pod, atS) =>
  withCondition(pod, atS, 'PodScheduled', 'False', {
    reason: 'Unschedulable',
    message: '0/2 nodes are available: 2 Insufficient nvidia.com/gpu.',
  });

export const bound =
  (node: string): Step =>
  (pod, atS) =>
    withCondition({ ...pod, spec: { ...pod.spec, nodeName: node } }, atS, 'PodScheduled', 'True');

/** The kubelet takes the pod on: it allocates devices and sets the sandbox up; no container runs. */
export const accepted: Step = (pod, atS) => {
  const { initContainers, containers } = pod.spec;
  const waiting = initContainers.length > 0 ? 'PodInitializing' : 'ContainerCreating';
  const next = withStatus(pod, {
    startTime: apiTime(atS),
    initContainerStatuses: initContainers.map((spec) => statusOf(spec, waiting)),
    containerStatuses: containers.map((spec) => statusOf(spec, waiting)),
  });
  const conditions: readonly [string, Condition['status'], string?][] = [
    ['PodReadyToStartContainers', 'True'],
    initContainers.length > 0
      ? ['Initialized', 'False', 'ContainersNotInitialized']
      : ['Initialized', 'True'],
    ['ContainersReady', 'False', 'ContainersNotReady'],
    ['Ready', 'False', 'ContainersNotReady'],
  ];
  return conditions.reduce(
    (state, [type, status, reason]) => withCondition(state, atS, type, status, reason ? { reason } : {}),
    next,
  );
};

/** The container waits, say for an image that cannot be pulled, or in back-off after a crash. */
export const waits =
  (container: string, reason: string): Step =>
  (pod) =>
    withContainer(pod, container, (status) => ({
      state: { waiting: { reason } },
      ...('terminated' in status.state && { lastState: status.state }),
    }));

/** The container runs; after an earlier life of it that is a restart. */
export const started =
  (container: string): Step =>
  (pod, atS) => {
    const next = withContainer(pod, container, (status) => {
      const before = 'terminated' in status.state ? status.state : status.lastState;
      return {
        state: { running: { startedAt: apiTime(atS) } },
        lastState: before,
        restartCount: status.restartCount + ('terminated' in before ? 1 : 0),
      };
    });
    const allRun = next.status.containerStatuses.every(({ state }) => !('waiting' in state));
    return withInitialized(allRun ? withStatus(next, { phase: 'Running' }) : next, atS);
  };

/** The container ends. */
export const ended =
  (container: string, exitCode: number, reason: string): Step =>
  (pod, atS) => {
    const next = withContainer(pod, container, ({ state }) => ({
      ready: exitCode === 0,
      state: {
        terminated: {
          exitCode,
          reason,
          startedAt: 'running' in state ? state.running.startedAt : apiTime(atS),
          finishedAt: apiTime(atS),
        },
      },
    }));
    const isInit = next.spec.initContainers.some(({ name }) => name === container);
    return isInit ? withInitialized(next, atS) : withReadiness(next, atS, 'False');
  };

export const ready: Step = (pod, atS) =>
  withReadiness(
    pod.spec.containers.reduce((state, { name }) => withContainer(state, name, () => ({ ready: true })), pod),
    atS,
    'True',
  );

/** The readiness probe of the container fails. */
export const unready =
  (container: string): Step =>
  (pod, atS) =>
    withReadiness(
      withContainer(pod, container, () => ({ ready: false })),
      atS,
      'False',
    );

/** The kubelet evicts the pod for lack of memory on the node: it ends all containers, and the pod has failed. */
export const evicted: Step = (pod, atS) => {
  const over = pod.spec.containers.reduce((state, { name }) => ended(name, 137, 'Error')(state, atS), pod);
  return withCondition(
    withStatus(over, {
      phase: 'Failed',
      reason: 'Evicted',
      message: 'The node was low on resource: memory.',
    }),
    atS,
    'DisruptionTarget',
    'True',
    { reason: 'TerminationByKubelet' },
  );
};

/** Somebody deletes the pod; the object stays for the grace period, whose end the API server writes into it. */
export const terminating =
  (graceS: number): Step =>
  (pod, atS) => ({
    ...pod,
    metadata: { ...pod.metadata, deletionTimestamp: apiTime(atS + graceS) },
  });

function statusOf({ name, image }: ContainerSpec, waiting: string): ContainerStatus {
  return {
    name,
    image,
    imageID: '',
    ready: false,
    restartCount: 0,
    state: { waiting: { reason: waiting } },
    lastState: {},
  };
}

function withStatus(pod: Pod, change: Partial<PodStatus>): Pod {
  return { ...pod, status: { ...pod.status, ...change } };
}

/** Of a condition that has the status already, the time of its transition stays. */
function withCondition(
  pod: Pod,
  atS: number,
  type: string,
  status: Condition['status'],
  why: Pick<Condition, 'reason' | 'message'> = {},
): Pod {
  const { conditions } = pod.status;
  if (conditions.some((each) => each.type === type && each.status === status)) {
    return pod;
  }
  const others = conditions.filter((each) => each.type !== type);
  const condition: Condition = { type, status, lastTransitionTime: apiTime(atS), ...why };
  return withStatus(pod, { conditions: [...others, condition] });
}

/** Initialised is the pod once every init container has ended well or, as a sidecar, runs. */
function withInitialized(pod: Pod, atS: number): Pod {
  const done = pod.spec.initContainers.every(({ name, restartPolicy }) => {
    const { state } = pod.status.initContainerStatuses.find((status) => status.name === name) ?? {};
    if (state === undefined) return false;
    return restartPolicy === 'Always'
      ? 'running' in state
      : 'terminated' in state && state.terminated.exitCode === 0;
  });
  return done ? withCondition(pod, atS, 'Initialized', 'True') : pod;
}

function withReadiness(pod: Pod, atS: number, status: Condition['status']): Pod {
  const why = status === 'False' ? { reason: 'ContainersNotReady' } : {};
  return withCondition(withCondition(pod, atS, 'ContainersReady', status, why), atS, 'Ready', status, why);
}

function withContainer(
  pod: Pod,
  container: string,
  change: (status: ContainerStatus) => Partial<ContainerStatus>,
): Pod {
  const changed = (statuses: readonly ContainerStatus[]): ContainerStatus[] =>
    statuses.map((status) => (status.name === container ? { ...status, ...change(status) } : status));
  const { initContainerStatuses, containerStatuses } = pod.status;
  return withStatus(pod, {
    initContainerStatuses: changed(initContainerStatuses),
    containerStatuses: changed(containerStatuses),
  });
}
