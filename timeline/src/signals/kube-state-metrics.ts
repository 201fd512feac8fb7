import type { Fetch, LabelLayout, Meaning, PodFact, QueryFilter, Signal } from './signal.js';

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

const fact = (name: PodFact): Meaning => ({ kind: 'pod_fact', fact: name });

/** Names of extended resources as kube-state-metrics writes them; anchored by PromQL and by `isGpuResource`. */
const GPU_RESOURCE = 'nvidia_com_gpu|nvidia_com_mig_.+|amd_com_gpu|gpu_intel_com_.+';

export function isGpuResource(resource: string): boolean {
  return new RegExp(`^(?:${GPU_RESOURCE})$`).test(resource);
}

/** Source: kube-state-metrics docs/metrics/workload/pod-metrics.md, v2.20. */
export const KUBE_STATE_METRICS_SIGNALS: readonly Signal[] = [
  row('kube_pod_created', 'when the pod was created', { kind: 'mark', mark: 'created' }, 'last'),
  row(
    'kube_pod_status_scheduled_time',
    'when the pod was bound to a node',
    { kind: 'mark', mark: 'scheduled' },
    'last',
  ),
  row(
    'kube_pod_container_state_started',
    'when the present life of a container began',
    { kind: 'mark', mark: 'container_started' },
    'first_and_last',
  ),
  row(
    'kube_pod_status_ready_time',
    'when the pod became Ready, the latest time',
    { kind: 'mark', mark: 'pod_ready' },
    'first_and_last',
  ),
  row(
    'kube_pod_init_container_state_started',
    'when an init container began',
    { kind: 'phase_boundary', edge: 'start', phase: 'init' },
    'last',
  ),
  row(
    'kube_pod_init_container_status_last_terminated_timestamp',
    'when an init container ended',
    { kind: 'phase_boundary', edge: 'end', phase: 'init' },
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
  row('kube_pod_status_ready', 'whether the pod is Ready', fact('is_ready'), 'last', {
    label: 'condition',
    matcher: '=~"|true"',
  }),
  row('kube_pod_status_phase', 'whether the pod has failed', fact('has_failed'), 'last', {
    label: 'phase',
    matcher: '!~"Pending|Running|Succeeded|Unknown"',
  }),
  row(
    'kube_pod_completion_time',
    'when the last of the containers ended for good',
    fact('completed'),
    'last',
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
  // In steps it tells when the pod was there, of pods with a GPU alone: any other metric has every pod of the cluster.
  row(
    'kube_pod_container_resource_requests',
    'how many GPUs a container asks for, and while it is there, that the pod exists',
    fact('gpu_request'),
    'presence',
    { label: 'resource', matcher: `=~"|${GPU_RESOURCE}"` },
  ),
  row('kube_pod_info', 'the node of the pod', fact('node'), 'last'),
];
