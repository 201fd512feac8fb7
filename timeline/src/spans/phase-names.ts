import type { Phase } from '@coldstart/conventions';

// A way of its own into the package, `@coldstart/timeline/span-names`: the wrapper starts without all the rest.

/** What a start-up span of a server stands for. */
export interface SpanMeaning {
  /** Null where it holds several phases together, or a part of one that has no name. */
  readonly phase: Phase | null;
  /** A process begins with it: told again after all else has ended, it is another start. */
  readonly begins?: true;
  /** When it ends, the engine can compute; the HTTP server above it begins to answer then. */
  readonly engineReady?: true;
  /** Only with the device behind it, as `Warmup (GPU)`: the bare name is anybody's. */
  readonly withDevice?: true;
}

/**
 * Start-up spans of vLLM from 0.17 on, by name without the device; `Load model` is ModelExpress's too. `Load weights` there
 * fetches, reads and transfers in one, so it is the load, not the read.
 * Source: `@instrument(span_name=…)` of vLLM's pull request 31162, in vllm/entrypoints, vllm/v1 and vllm/model_executor.
 */
const SPANS: Readonly<Record<string, SpanMeaning>> = {
  'API server setup': { phase: null, begins: true },
  'Overall Loading': { phase: null, begins: true, engineReady: true },
  'Executor init': { phase: null, begins: true },
  'Worker init': { phase: 'runtime_init', begins: true },
  'Init device': { phase: 'runtime_init', begins: true },
  Loading: { phase: 'weights_load', withDevice: true },
  'Load model': { phase: 'weights_load' },
  'Initialize model': { phase: null },
  'Load weights': { phase: 'weights_load' },
  'Prepare model': { phase: null },
  'Allocate KV cache': { phase: 'cache_alloc' },
  'Dynamo bytecode transform': { phase: 'compile' },
  Warmup: { phase: 'warmup', withDevice: true },
  'Capture model': { phase: 'graph_capture' },
};

/** An attribute that tells how long a span took, seconds, where its start cannot be trusted. */
export const SECONDS_ATTRIBUTE = 'dynamo.time_seconds';

const DEVICE = / \([A-Z]{1,8}\)$/;

/** What a span stands for by its name; null where the name is none of a start-up. */
export function meaningOfSpan(name: string): SpanMeaning | null {
  const bare = name.replace(DEVICE, '');
  const meaning = Object.hasOwn(SPANS, bare) ? SPANS[bare] : undefined;
  return !meaning || (meaning.withDevice && bare === name) ? null : meaning;
}
