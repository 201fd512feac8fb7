import type { ReplicaKind, Source } from '../model.js';
import { clusterWorkload, frontDoor } from './layouts.js';
import type { LabelLayout, Signal } from './signal.js';

const SCALED_OBJECT = frontDoor(['scaledObject', 'scaledobject']);

const HPA = clusterWorkload('horizontalpodautoscaler');

function row(metric: string, source: Source, what: ReplicaKind, labels: LabelLayout, says: string): Signal {
  return {
    metric,
    source,
    says,
    meaning: { kind: 'replicas', what },
    speaksOf: 'workload',
    labels,
    resolutionS: null,
    fetch: 'queue',
  };
}

/** How many replicas there are to be. In steps, as nobody dates a decision. */
export const AUTOSCALER_SIGNALS: readonly Signal[] = [
  row(
    'kube_horizontalpodautoscaler_status_desired_replicas',
    'kube-state-metrics',
    'desired',
    HPA,
    'how many replicas a HorizontalPodAutoscaler wants',
  ),
  row(
    'kube_horizontalpodautoscaler_status_current_replicas',
    'kube-state-metrics',
    'current',
    HPA,
    'how many replicas a HorizontalPodAutoscaler has counted',
  ),
  row(
    'kube_deployment_spec_replicas',
    'kube-state-metrics',
    'spec',
    clusterWorkload('deployment'),
    'how many replicas a Deployment is to have',
  ),
  row(
    'keda_scaler_active',
    'keda',
    'active',
    SCALED_OBJECT,
    'whether a trigger of a scaled object wants any replica',
  ),
  row(
    'kn_revision_pods_desired',
    'knative',
    'desired',
    frontDoor(['kn_revision_name']),
    'how many pods the autoscaler of a revision wants',
  ),
  {
    metric: 'keda_scaler_metrics_value',
    source: 'keda',
    says: 'what a trigger of a scaled object has found, such as the length of a queue',
    meaning: { kind: 'trigger_value' },
    speaksOf: 'workload',
    labels: { ...SCALED_OBJECT, reporter: ['metric'] },
    resolutionS: null,
    fetch: 'queue',
  },
];
