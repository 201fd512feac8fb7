import { ATTRIBUTES } from '@coldstart/conventions';
import type { Attributes } from '@opentelemetry/api';
import type { Config } from '../config/index.js';
import type { LoadState } from '../load/index.js';

/** The attributes that stand on every data point and span of a load. */
export function loadAttributes(config: Config, state: LoadState): Attributes {
  return {
    [ATTRIBUTES.MODEL_NAME.name]: state.model,
    [ATTRIBUTES.K8S_NAMESPACE_NAME.name]: config.namespace,
    [ATTRIBUTES.K8S_POD_NAME.name]: config.pod,
    [ATTRIBUTES.K8S_CONTAINER_NAME.name]: config.container,
    [ATTRIBUTES.ATTEMPT.name]: state.attempt,
  };
}
