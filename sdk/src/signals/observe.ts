import { MAX_SERIES_PER_POD } from '@coldstart/conventions';
import type { AbandonedLoad } from '../journal/index.js';
import type { LoadState } from '../load/index.js';
import type { QueueSnapshot } from '../queue/index.js';
import type { GpuReading } from '../gpu/index.js';
import { abandonedObservations } from './abandoned.js';
import { withinBudget } from './budget.js';
import type { Budgeted, Group } from './budget.js';
import { busyObservations, gpuMarks, memoryObservations, utilizationObservations } from './gpu.js';
import type { GpuFacts } from './gpu.js';
import { loadAttributes } from './identity.js';
import { loadObservations } from './load.js';
import type { Labels } from './observation.js';
import { queueObservations } from './queue.js';

/** All that one answer of `/metrics` is made of. */
export interface Known {
  /** In the order in which they began. */
  readonly loads: readonly LoadState[];
  /** The first load of the process, while it is remembered. */
  readonly first: LoadState | null;
  readonly abandoned: readonly AbandonedLoad[];
  readonly gpus: readonly GpuReading[];
  readonly gpu: GpuFacts;
  readonly queue: QueueSnapshot | null;
  readonly pod: Labels;
  readonly nowS: number;
}

/** Every series of the pod within its budget, the ones that say most first. */
export function observe(known: Known): Budgeted {
  const { loads, first, abandoned, gpus, gpu, queue, pod, nowS } = known;
  const newestFirst = loads.toReversed();
  const group = (state: LoadState): Group => {
    const base = loadAttributes(pod, state);
    return {
      what: `attempt ${state.attempt} of "${state.model}"`,
      observations: [
        ...loadObservations(state, base),
        ...(state === first ? gpuMarks(state, gpu, base) : []),
      ],
    };
  };
  return withinBudget(
    [
      ...newestFirst.filter(({ result }) => result === null).map(group),
      ...newestFirst.filter(({ result }) => result !== null).map(group),
      ...abandoned.toReversed().map((load) => ({
        what: `the abandoned attempt ${load.state.attempt} of "${load.state.model}"`,
        observations: abandonedObservations(load, pod),
      })),
      { what: 'GPU utilisation', observations: utilizationObservations(gpus, pod) },
      { what: 'the queue', observations: queue === null ? [] : queueObservations(queue, pod) },
      ...newestFirst.map((state) => ({
        what: `GPU busy seconds of "${state.model}"`,
        observations: busyObservations(state, gpu, loadAttributes(pod, state), nowS),
      })),
      { what: 'GPU memory', observations: memoryObservations(gpus, pod) },
    ],
    MAX_SERIES_PER_POD,
  );
}
