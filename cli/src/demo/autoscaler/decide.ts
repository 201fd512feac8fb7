export interface ScalingRules {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** Waiting requests that are still fine. */
  readonly tolerated: number;
  /** Polls in a row above `tolerated` before it acts. */
  readonly polls: number;
  /** Waiting requests per pod that it aims at. */
  readonly targetPerPod: number;
}

export interface ScalingState {
  readonly replicas: number;
  /** Polls in a row that saw more waiting than tolerated. */
  readonly above: number;
}

/**
 * One poll of a horizontal autoscaler on queue depth: desired = ceil(depth / target per pod) within the limits, once the
 * depth has been too high for some polls in a row. It only scales out: scaling in is not part of a cold start.
 */
export function decide(state: ScalingState, depth: number, rules: ScalingRules): ScalingState {
  const above = depth > rules.tolerated ? state.above + 1 : 0;
  if (above < rules.polls) return { replicas: state.replicas, above };
  const wanted = Math.ceil(depth / rules.targetPerPod);
  const replicas = Math.min(rules.maxReplicas, Math.max(rules.minReplicas, state.replicas, wanted));
  return { replicas, above: 0 };
}
