import type { Phase } from '@coldstart/conventions';

/**
 * Phases by the name of a start-up span, without the device that it may end in, as `Loading (GPU)` does. Spans that hold
 * several phases together (`Overall Loading`, `Executor init`, `Prepare model`) are none. vLLM from 0.17 on has them
 * all; `Load weights` there includes the download, and `Load model` is ModelExpress's too.
 * Source: `@instrument(span_name=…)` in vllm/v1/worker, vllm/model_executor/model_loader and vllm/compilation.
 */
export const PHASE_OF_SPAN: ReadonlyMap<string, Phase> = new Map([
  ['Worker init', 'runtime_init'],
  ['Init device', 'runtime_init'],
  ['Loading', 'weights_load'],
  ['Load model', 'weights_load'],
  ['Load weights', 'weights_read'],
  ['Allocate KV cache', 'cache_alloc'],
  ['Dynamo bytecode transform', 'compile'],
  ['Warmup', 'warmup'],
  ['Capture model', 'graph_capture'],
]);

/** An attribute that tells how long a span took, seconds, where its start cannot be trusted. */
export const SECONDS_ATTRIBUTE = 'dynamo.time_seconds';

export function phaseOfSpan(name: string): Phase | null {
  return PHASE_OF_SPAN.get(name.replace(/ \([A-Z]{1,8}\)$/, '')) ?? null;
}
