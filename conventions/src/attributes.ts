/**
 * Attribute names. On a Prometheus series each dot is an underscore (`prometheusName`). Identity stands on every
 * data point, because OpenTelemetry resource attributes only reach `target_info`.
 */
export const ATTRIBUTES = {
  MODEL_NAME: { name: 'model.name', meaning: 'the model, as the server names it', on: 'every series' },
  K8S_NAMESPACE_NAME: { name: 'k8s.namespace.name', meaning: 'namespace of the pod', on: 'every series' },
  K8S_POD_NAME: { name: 'k8s.pod.name', meaning: 'name of the pod', on: 'every series' },
  K8S_CONTAINER_NAME: { name: 'k8s.container.name', meaning: 'name of the container', on: 'every series' },
  ATTEMPT: {
    name: 'attempt',
    meaning: 'which try at the load within the life of the pod: 1, 2, …',
    on: 'load, phase and mark series',
  },
  PHASE: { name: 'phase', meaning: 'one of the phases', on: 'phase series' },
  MARK: { name: 'mark', meaning: 'one of the marks', on: 'mark series' },
  OUTCOME: { name: 'outcome', meaning: 'how it ended: `ok` or `failed`', on: 'phase ends, load results' },
  WEIGHTS_SOURCE: {
    name: 'weights_source',
    meaning: 'where the weights came from: `remote`, `disk`, `page_cache` or `unknown`',
    on: 'load results',
  },
  SERVER: {
    name: 'server',
    meaning: 'the server or engine that loads',
    on: 'load results, the running load, the root span',
  },
  REASON: {
    name: 'reason',
    meaning:
      'how the process of an abandoned load ended: `killed` (no last word: a signal, out of memory, an abort), `exit`, `uncaught_exception` or `reboot` of the node',
    on: 'abandoned loads',
  },
  HW_ID: { name: 'hw.id', meaning: 'UUID of the GPU, or of its MIG instance', on: 'GPU series' },
  HW_NAME: { name: 'hw.name', meaning: 'product name of the GPU', on: 'GPU series' },
  SIMULATED: {
    name: 'simulated',
    meaning: '`true` on series that a demonstration made up; absent everywhere else',
    on: 'simulated series',
  },
} as const satisfies Record<string, { name: string; meaning: string; on: string }>;

/** Values of the `outcome` attribute. */
export const OUTCOMES = ['ok', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Values of the `weights_source` attribute. */
export const WEIGHTS_SOURCES = ['remote', 'disk', 'page_cache', 'unknown'] as const;
export type WeightsSource = (typeof WEIGHTS_SOURCES)[number];

/** Values of the `reason` attribute. */
export const ABANDON_REASONS = ['killed', 'exit', 'uncaught_exception', 'reboot'] as const;
export type AbandonReason = (typeof ABANDON_REASONS)[number];

/**
 * A metric or attribute name as Prometheus shows it: every character outside `[a-zA-Z0-9_:]` becomes `_`.
 * Source: OpenTelemetry specification, compatibility/prometheus_and_openmetrics.
 */
export function prometheusName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_:]+/g, '_');
}
