import { clusterWorkload, CLUSTER_NODE } from './layouts.js';
import type { Fetch, LabelLayout, Meaning, NodeFact, PodFact, QueryFilter, Signal } from './signal.js';

/** `exported_*` first: where Prometheus renamed the labels, the plain ones name the exporter's own pod. */
const LABELS: LabelLayout = {
  namespace: ['exported_namespace', 'namespace'],
  pod: ['exported_pod', 'pod'],
  container: ['exported_container', 'container'],
  model: [],
  uid: ['uid'],
  node: ['exported_node', 'node'],
};

/** Its times are whole seconds, cut off: the true moment lies in [value, value + 1). */
const RESOLUTION_S = 1;

function row(metric: string, says: string, meaning: Meaning, fetch: Fetch, filter?: QueryFilter): Signal {
  return {
    metric,
    source: 'kube-state-metrics',
    says,
    meaning,
    labels: LABELS,
    resolutionS: RESOLUTION_S,
    fetch,
    ...(filter && { filter }),
  };
}

function ofNode(metric: string, says: string, fact: NodeFact): Signal {
  const meaning: Meaning = { kind: 'node_fact', fact };
  return { ...row(metric, says, meaning, 'last'), speaksOf: 'node', labels: CLUSTER_NODE };
}

const fact = (name: PodFact): Meaning => ({ kind: 'pod_fact', fact: name });

/**
 * Names of extended resources as kube-state-metrics writes them (every character outside `[a-zA-Z0-9_]` becomes `_`);
 * anchored by PromQL and by `isGpuResource`. Time-slicing may rename NVIDIA's to `nvidia.com/gpu.shared`, a partitioned
 * AMD GPU is `amd.com/cpx_nps4`. Intel also counts memory, tiles and monitoring, which are no GPUs.
 */
const GPU_RESOURCE = [
  'nvidia_com_gpu',
  'nvidia_com_gpu_shared',
  'nvidia_com_mig_.+',
  'amd_com_gpu',
  'amd_com_[a-z]+_nps[0-9]',
  'gpu_intel_com_(i915|xe)',
  'habana_ai_gaudi',
].join('|');

export function isGpuResource(resource: string): boolean {
  return new RegExp(`^(?:${GPU_RESOURCE})$`).test(resource);
}

const OF_GPUS: QueryFilter = { label: 'resource', matcher: `=~"|${GPU_RESOURCE}"` };

const OF_POD: readonly Signal[] = [
  row('kube_pod_created', 'when the pod was created', { kind: 'mark', mark: 'created' }, 'last'),
  row(
    'kube_pod_status_scheduled_time',
    'when the pod was bound to a node',
    { kind: 'mark', mark: 'scheduled' },
    'last',
  ),
  row(
    'kube_pod_status_unscheduled_time',
    'since when the scheduler finds no node for the pod',
    fact('unscheduled'),
    'last',
  ),
  row(
    'kube_pod_start_time',
    'when the kubelet accepted the pod, which allocates its devices',
    fact('accepted'),
    'last',
  ),
  row('kube_pod_status_initialized_time', 'when the init containers were done', fact('initialized'), 'last'),
  row(
    'kube_pod_status_container_ready_time',
    'when all containers of the pod were ready',
    fact('containers_ready'),
    'last',
  ),
  row(
    'kube_pod_status_ready_time',
    'when the pod became Ready, the latest time',
    { kind: 'mark', mark: 'pod_ready' },
    'first_and_last',
  ),
  row('kube_pod_status_ready', 'whether the pod is Ready', fact('is_ready'), 'last', {
    label: 'condition',
    matcher: '=~"|true"',
  }),
  row('kube_pod_status_phase', 'whether the pod has failed', fact('has_failed'), 'last', {
    label: 'phase',
    matcher: '!~"Pending|Running|Succeeded|Unknown"',
  }),
  row('kube_pod_status_reason', 'why the pod failed, such as Evicted', fact('status_reason'), 'last'),
  row(
    'kube_pod_status_disruption_reason',
    'who ended the pod, such as PreemptionByScheduler',
    fact('disruption_reason'),
    'last',
  ),
  row(
    'kube_pod_completion_time',
    'when the last of the containers ended for good',
    fact('completed'),
    'last',
  ),
  row(
    'kube_pod_deletion_timestamp',
    'by when a deleted pod has to be gone, its grace period included',
    fact('deletion_due'),
    'last',
  ),
  row('kube_pod_info', 'the node of the pod', fact('node'), 'last'),
  row('kube_pod_owner', 'what made the pod, such as a ReplicaSet', fact('owner'), 'last'),
  row(
    'kube_pod_labels',
    'the LeaderWorkerSet and the group that the pod is part of, where kube-state-metrics is allowed to tell its labels',
    fact('group'),
    'last',
  ),
];

const OF_CONTAINERS: readonly Signal[] = [
  row(
    'kube_pod_container_state_started',
    'when the present life of a container began',
    { kind: 'mark', mark: 'container_started' },
    'first_and_last',
  ),
  row(
    'kube_pod_container_status_last_terminated_timestamp',
    'when the life of a container before the present one ended',
    fact('last_terminated'),
    'last',
  ),
  row(
    'kube_pod_container_status_terminated_reason',
    'why a container ended',
    fact('terminated_reason'),
    'last',
  ),
  row(
    'kube_pod_container_status_last_terminated_reason',
    'why the life of a container before the present one ended',
    fact('last_terminated_reason'),
    'last',
  ),
  row(
    'kube_pod_container_status_restarts_total',
    'how often a container was started again',
    fact('restarts'),
    'last',
  ),
  row('kube_pod_container_info', 'the image of a container', fact('image'), 'last'),
  row(
    'kube_pod_container_resource_limits',
    'how many GPUs a container may have, which is what it asks for',
    fact('gpu_limit'),
    'last',
    OF_GPUS,
  ),
  row(
    'kube_pod_init_container_resource_requests',
    'how many GPUs an init container asks for: before it starts, none of them can be at work',
    fact('init_gpu_request'),
    'last',
    OF_GPUS,
  ),
  row(
    'kube_pod_init_container_info',
    'the image of an init container, and whether it is a sidecar that goes on running',
    fact('init_container'),
    'last',
  ),
  row(
    'kube_pod_init_container_state_started',
    'when the present try of an init container began',
    { kind: 'phase_boundary', edge: 'start', phase: 'init' },
    'first_and_last',
  ),
  row(
    'kube_pod_init_container_status_last_terminated_timestamp',
    'when an earlier try of an init container ended',
    { kind: 'phase_boundary', edge: 'end', phase: 'init' },
    'last',
  ),
];

/**
 * In steps, because the moments at which they are there are what they tell. Only few pods have them: those with a GPU,
 * with a claim, and those that wait. Of a container that waits nothing says since when, or that it no longer does.
 */
const IN_STEPS: readonly Signal[] = [
  row(
    'kube_pod_container_resource_requests',
    'how many GPUs a container asks for, and while it is there, that the pod exists',
    fact('gpu_request'),
    'presence',
    OF_GPUS,
  ),
  row(
    'kube_pod_resourceclaim_info',
    'that the pod claims devices by dynamic resource allocation, and while it is there, that the pod exists',
    fact('claim'),
    'presence',
  ),
  row(
    'kube_pod_container_status_waiting_reason',
    'what a container waits for, such as ContainerCreating (in which its image is pulled) or CrashLoopBackOff',
    fact('waiting'),
    'presence',
  ),
  row(
    'kube_pod_init_container_status_waiting_reason',
    'what an init container waits for',
    fact('init_waiting'),
    'presence',
  ),
  row('kube_pod_status_unschedulable', 'that no node takes the pod', fact('unschedulable'), 'presence'),
];

const OF_OTHERS: readonly Signal[] = [
  {
    ...row('kube_replicaset_owner', 'the Deployment of a ReplicaSet', { kind: 'workload_owner' }, 'last'),
    speaksOf: 'workload',
    labels: clusterWorkload('replicaset'),
  },
  ofNode('kube_node_created', 'when the node joined the cluster', 'created'),
  ofNode(
    'kube_node_labels',
    'the instance type of the node, where kube-state-metrics is allowed to tell its labels',
    'instance_type',
  ),
];

/** Source: kube-state-metrics docs/metrics, v2.20. */
export const KUBE_STATE_METRICS_SIGNALS: readonly Signal[] = [
  ...OF_POD,
  ...OF_CONTAINERS,
  ...IN_STEPS,
  ...OF_OTHERS,
];
