import { ATTRIBUTES } from '@coldstart/conventions';
import type { Config } from '../config/index.js';
import type { LoadState } from '../load/index.js';
import type { Labels } from './observation.js';

/** The attributes that stand on every data point and span of the pod. */
export function podAttributes(config: Pick<Config, 'namespace' | 'pod' | 'container'>): Labels {
  return {
    [ATTRIBUTES.K8S_NAMESPACE_NAME.name]: config.namespace,
    [ATTRIBUTES.K8S_POD_NAME.name]: config.pod,
    [ATTRIBUTES.K8S_CONTAINER_NAME.name]: config.container,
  };
}

/** Those of a load on top. */
export function loadAttributes(pod: Labels, state: Pick<LoadState, 'model' | 'attempt'>): Labels {
  return { [ATTRIBUTES.MODEL_NAME.name]: state.model, ...pod, [ATTRIBUTES.ATTEMPT.name]: state.attempt };
}
