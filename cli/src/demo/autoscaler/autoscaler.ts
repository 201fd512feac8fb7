import { decide, type ScalingRules, type ScalingState } from './decide.js';

export interface AutoscalerOptions {
  readonly rules: ScalingRules;
  readonly pollS: number;
  depth(): number;
  /** Called when the wanted number of pods changes. */
  scale(replicas: number): void;
}

/** Polls the queue and scales. Returns what stops it. */
export function startAutoscaler(options: AutoscalerOptions): () => void {
  let state: ScalingState = { replicas: options.rules.minReplicas, above: 0 };
  const timer = setInterval(() => {
    const before = state.replicas;
    state = decide(state, options.depth(), options.rules);
    if (state.replicas !== before) options.scale(state.replicas);
  }, options.pollS * 1000);
  return () => {
    clearInterval(timer);
  };
}
