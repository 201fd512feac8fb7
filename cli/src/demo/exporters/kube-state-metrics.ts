import type { PodRecord } from '../cluster/index.js';
import type { Sample } from './sample.js';

const PHASES = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'] as const;

const HELP = {
  kube_pod_info: 'Information about pod.',
  kube_pod_created: 'Unix creation timestamp',
  kube_pod_status_scheduled_time: 'Unix timestamp when pod moved into scheduled status',
  kube_pod_start_time: 'Start time in unix timestamp for a pod.',
  kube_pod_status_initialized_time: 'Initialized time in unix timestamp for a pod.',
  kube_pod_container_state_started: 'Start time in unix timestamp for a pod container.',
  kube_pod_status_container_ready_time: 'Readiness achieved time in unix timestamp for a pod containers.',
  kube_pod_status_ready_time: 'Readiness achieved time in unix timestamp for a pod.',
  kube_pod_completion_time: 'Completion time in unix timestamp for a pod.',
  kube_pod_status_phase: 'The pods current phase.',
  kube_pod_container_status_waiting_reason:
    'Describes the reason the container is currently in waiting state.',
  kube_pod_container_status_terminated_reason:
    'Describes the reason the container is currently in terminated state.',
  kube_pod_container_resource_requests: 'The number of requested request resource by a container.',
} as const;

/**
 * What kube-state-metrics 2.20 would say of these pods: names, labels and whole seconds as in its
 * docs/metrics/workload/pod-metrics.md. Every series says that it is simulated.
 */
export function kubeStateSamples(pods: readonly PodRecord[]): Sample[] {
  return pods.flatMap((pod) => {
    const identity = { namespace: pod.namespace, pod: pod.name, uid: pod.uid, simulated: 'true' };
    const samples: Sample[] = [];
    const add = (metric: keyof typeof HELP, value: number, labels: Record<string, string> = {}): void => {
      samples.push({ metric, help: HELP[metric], labels: { ...identity, ...labels }, value });
    };
    const addTime = (
      metric: keyof typeof HELP,
      timeS: number | null,
      labels: Record<string, string> = {},
    ): void => {
      if (timeS !== null) add(metric, Math.floor(timeS), labels);
    };
    const inContainer = { container: pod.container };

    add('kube_pod_info', 1, {
      host_ip: '',
      pod_ip: '',
      node: pod.node,
      created_by_kind: 'ReplicaSet',
      created_by_name: pod.replicaSet,
      priority_class: '',
      host_network: 'false',
    });
    addTime('kube_pod_created', pod.createdS);
    addTime('kube_pod_status_scheduled_time', pod.scheduledS);
    addTime('kube_pod_start_time', pod.acceptedS);
    addTime('kube_pod_status_initialized_time', pod.acceptedS);
    addTime('kube_pod_container_state_started', pod.containerStartedS, inContainer);
    addTime('kube_pod_status_container_ready_time', pod.readyS);
    addTime('kube_pod_status_ready_time', pod.readyS);
    addTime('kube_pod_completion_time', pod.terminated?.finishedS ?? null);
    for (const phase of PHASES) add('kube_pod_status_phase', phase === pod.phase ? 1 : 0, { phase });
    if (pod.acceptedS !== null && pod.containerStartedS === null) {
      add('kube_pod_container_status_waiting_reason', 1, { ...inContainer, reason: 'ContainerCreating' });
    }
    if (pod.terminated !== null) {
      add('kube_pod_container_status_terminated_reason', 1, {
        ...inContainer,
        reason: pod.terminated.reason,
      });
    }
    add('kube_pod_container_resource_requests', 1, {
      ...inContainer,
      node: pod.node,
      resource: 'nvidia_com_gpu',
      unit: 'integer',
    });
    return samples;
  });
}
