import type { LabelLayout, LabelNames } from './signal.js';

/** Labels that tell who exposes a series: the scraped pod where service discovery names it, else the target. */
export const DEFAULT_REPORTER: LabelNames = [
  'pod',
  'kubernetes_pod_name',
  'pod_name',
  'instance',
  'job',
  'service_name',
];

const NO_LABELS = { namespace: [], pod: [], container: [], model: [], uid: [], node: [] } as const;

/**
 * A label of the exporter itself that Prometheus renames where the scraped target has one of that name
 * (`honor_labels: false`). The renamed one comes first: the plain one then names the target.
 * Source: Prometheus, configuration, `honor_labels`.
 */
function exposed(name: string): LabelNames {
  return [`exported_${name}`, name];
}

/** kube-state-metrics and its like, of something that is no pod: `horizontalpodautoscaler`, `deployment`. */
export function clusterWorkload(label: string): LabelLayout {
  return { ...NO_LABELS, namespace: exposed('namespace'), workload: exposed(label) };
}

/** kube-state-metrics, of a node. */
export const CLUSTER_NODE: LabelLayout = { ...NO_LABELS, node: exposed('node') };

/**
 * An engine that is scraped in its own pod. It knows its model, never its pod: service discovery adds that. Where a
 * collector exposes the series again, `exported_*` is the engine's.
 */
export const SCRAPED_ENGINE: LabelLayout = {
  ...NO_LABELS,
  namespace: [...exposed('namespace'), 'kubernetes_namespace', 'k8s_namespace_name'],
  pod: [...exposed('pod'), 'kubernetes_pod_name', 'pod_name', 'k8s_pod_name'],
  container: [...exposed('container'), 'k8s_container_name'],
  model: [...exposed('model_name'), ...exposed('model')],
  node: ['node'],
};

/**
 * A proxy in front of the engines that runs in a namespace of its own and names what it fronts by an address: there the
 * namespace is that of the address, `llama.ml.svc`, never that of the scraped pod.
 */
export function proxy(...addresses: readonly string[]): LabelLayout {
  const names = addresses.flatMap(exposed);
  return { ...NO_LABELS, namespaceWithin: names, workload: names };
}

/**
 * A queue in front of the engines. Its own pod is only who reports it, and it stands in the namespace of what it fronts
 * unless a label of its own says otherwise: Knative's activator, in `knative-serving`, tells that of the revision in
 * `k8s_namespace_name`, beside the `namespace` of the scraped pod.
 */
export function frontDoor(workload: LabelNames, model: LabelNames = []): LabelLayout {
  return {
    ...NO_LABELS,
    namespace: ['exported_namespace', 'k8s_namespace_name', 'namespace'],
    workload: workload.flatMap(exposed),
    model: model.flatMap(exposed),
  };
}
