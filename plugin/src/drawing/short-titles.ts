import type { Phase } from '@coldstart/conventions';

/** A word that still tells a phase from its neighbours on a narrow bar. */
export const SHORT_TITLES: Record<Phase, string> = {
  scheduling: 'sched.',
  image_pull: 'pull',
  init: 'init',
  container_start: 'start',
  runtime_init: 'runtime',
  weights_fetch: 'fetch',
  weights_load: 'load',
  weights_read: 'read',
  weights_transfer: 'transfer',
  tokenizer_init: 'token.',
  compile: 'compile',
  cache_alloc: 'cache',
  graph_capture: 'graphs',
  warmup: 'warm-up',
  readiness: 'probe',
};
