export interface MarkDefinition {
  /** What a person reads in a tooltip. */
  readonly title: string;
  readonly meaning: string;
}

/** The dated moments of a cold start, in their usual order. */
export const MARKS = {
  created: { title: 'Created', meaning: 'the pod object was created' },
  scheduled: { title: 'Scheduled', meaning: 'the pod was bound to a node' },
  gpu_allocated: { title: 'GPU allocated', meaning: 'a GPU of the node was reserved for the pod' },
  container_started: { title: 'Container started', meaning: 'the main container was started' },
  process_started: { title: 'Process started', meaning: 'the server process began' },
  gpu_memory_first_used: {
    title: 'GPU memory first used',
    meaning: 'memory of a GPU of the pod was first seen to grow after the process began',
  },
  model_ready: { title: 'Model ready', meaning: 'the server can answer a request' },
  pod_ready: { title: 'Pod ready', meaning: 'Kubernetes sends requests to the pod' },
  first_request: { title: 'First request', meaning: 'the first request after model_ready was answered' },
  failed: { title: 'Failed', meaning: 'the load failed, or the container ended before it was ready' },
} as const satisfies Record<string, MarkDefinition>;

export type Mark = keyof typeof MARKS;

export const MARK_NAMES = Object.keys(MARKS) as readonly Mark[];

export function isMark(name: string): name is Mark {
  return Object.hasOwn(MARKS, name);
}
