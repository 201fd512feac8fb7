import { randomUUID } from 'node:crypto';
import { apiTime, type ApiObject, type Metadata, type OwnerReference } from './objects.js';

/** Objects around the pods. They do not change while the pods do, but for what `scaled` says. */

export interface Workload extends ApiObject {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<string, unknown>>;
}

function metadata(name: string, namespace: string | null, atS: number): Metadata {
  return {
    name,
    ...(namespace !== null && { namespace }),
    uid: randomUUID(),
    creationTimestamp: apiTime(atS),
    generation: 1,
  };
}

/** A node with GPUs, Ready and tainted so that only pods with GPUs run there. */
export function gpuNode(name: string, instanceType: string, gpus: number, atS: number): Workload {
  const resources = { cpu: '96', memory: '1024Gi', pods: '110', 'nvidia.com/gpu': String(gpus) };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      ...metadata(name, null, atS),
      labels: { 'node.kubernetes.io/instance-type': instanceType },
    },
    spec: { taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }] },
    status: {
      capacity: resources,
      allocatable: resources,
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          lastHeartbeatTime: apiTime(atS),
          lastTransitionTime: apiTime(atS),
        },
      ],
      nodeInfo: { kubeletVersion: 'v1.36.0', operatingSystem: 'linux', architecture: 'amd64' },
    },
  };
}

/** A Deployment and its ReplicaSet, which owns the pods. */
export function deployment(
  name: string,
  namespace: string,
  replicas: number,
  atS: number,
): [Workload, Workload] {
  const selector = { matchLabels: { app: name } };
  const status = { replicas, readyReplicas: 0, observedGeneration: 1 };
  const owner: Workload = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(name, namespace, atS),
    spec: {
      replicas,
      selector,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    },
    status,
  };
  const set: Workload = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { ...metadata(`${name}-7d9c5b6f4`, namespace, atS), ownerReferences: [ownedBy(owner)] },
    spec: { replicas, selector },
    status,
  };
  return [owner, set];
}

export function statefulSet(name: string, namespace: string, replicas: number, atS: number): Workload {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: metadata(name, namespace, atS),
    spec: { replicas, serviceName: name, selector: { matchLabels: { app: name } } },
    status: { replicas, currentReplicas: replicas, readyReplicas: 0, observedGeneration: 1 },
  };
}

/** An autoscaler on the length of a queue. */
export function autoscaler(target: Workload, maxReplicas: number, atS: number): Workload {
  const { name, namespace = '' } = target.metadata;
  const metric = { name: 'vllm:num_requests_waiting' };
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: metadata(name, namespace, atS),
    spec: {
      scaleTargetRef: { apiVersion: target.apiVersion, kind: target.kind, name },
      minReplicas: 1,
      maxReplicas,
      metrics: [{ type: 'Pods', pods: { metric, target: { type: 'AverageValue', averageValue: '4' } } }],
    },
    status: {
      currentReplicas: 1,
      desiredReplicas: 1,
      currentMetrics: [{ type: 'Pods', pods: { metric, current: { averageValue: '1' } } }],
      conditions: [
        { type: 'AbleToScale', status: 'True', lastTransitionTime: apiTime(atS), reason: 'ReadyForNewScale' },
      ],
    },
  };
}

/** The autoscaler wants more replicas. */
export function scaled(hpa: Workload, desiredReplicas: number): Workload {
  return { ...hpa, status: { ...hpa.status, desiredReplicas } };
}

export function ownedBy({ apiVersion, kind, metadata: { name, uid } }: Workload): OwnerReference {
  return { apiVersion, kind, name, uid, controller: true };
}
