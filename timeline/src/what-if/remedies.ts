import type { ColdStart } from '../model.js';
import type { Remedy } from './answer.js';
import { containerS, hadWeights, readinessS, serverS, weightsS } from './parts.js';

/** A remedy that loads of the history show: they did a part of the cold start the other way. */
export interface ShownByLoads {
  readonly remedy: Exclude<Remedy, 'event_driven_scaling'>;
  readonly supposes: string;
  /** Why it cannot be asked of this cold start; null where it can. */
  readonly refuse: (coldStart: ColdStart) => string | null;
  /** Whether a load shows it, beside the cold start in question and among all the loads there are. */
  readonly shows: (load: ColdStart, subject: ColdStart, loads: readonly ColdStart[]) => boolean;
  /** Seconds of the part that it replaces. */
  readonly part: (coldStart: ColdStart) => number | null;
  /** What stays of the rest: with a warm pool nothing of it. */
  readonly keepsRest: boolean;
  /** Loads of other servers are asked, one server after the other. */
  readonly otherServers: boolean;
  /** Loads of other models show it too, where too few of this one do: its part does not depend on the weights. */
  readonly otherModels: boolean;
  /** Ends the sentence that says that too few loads show it. */
  readonly none: string;
}

/** Why nobody asks what a cache would have saved; `false` is no reason. */
const HAD_WEIGHTS: ReadonlyMap<boolean | null, string> = new Map([
  [true, 'Its weights were on the node.'],
  [null, 'Nothing tells whether its weights were on the node.'],
]);

export const SHOWN_BY_LOADS: readonly ShownByLoads[] = [
  {
    remedy: 'model_caching',
    supposes: 'its weights had been on the node',
    refuse: (coldStart) =>
      weightsS(coldStart) === null
        ? 'Nothing tells how long its weights took.'
        : (HAD_WEIGHTS.get(hadWeights(coldStart)) ?? null),
    shows: (load) => hadWeights(load) === true,
    part: weightsS,
    keepsRest: true,
    otherServers: false,
    otherModels: false,
    none: 'found their weights on the node',
  },
  {
    remedy: 'image_prepull',
    supposes: 'its image had been on the node',
    refuse: (coldStart) =>
      containerS(coldStart) === null
        ? 'Nothing tells how long its container took to start.'
        : coldStart.imagePull.kind === 'on_node'
          ? 'Its image was on the node.'
          : null,
    shows: (load, _, loads) =>
      load.imagePull.kind === 'on_node' || loads.some((other) => leftImage(other, load)),
    part: containerS,
    keepsRest: true,
    otherServers: false,
    otherModels: true,
    none: 'found their image on the node',
  },
  {
    remedy: 'warm_pool',
    supposes:
      'it had stood in a warm pool, its model loaded: what the pool costs while it waits is not counted',
    refuse: () => null,
    shows: () => true,
    part: readinessS,
    keepsRest: false,
    otherServers: false,
    otherModels: true,
    none: 'tell how long a loaded model takes to be Ready',
  },
  {
    remedy: 'faster_load_path',
    supposes: 'another server had loaded the model',
    refuse: (coldStart) =>
      coldStart.server === ''
        ? 'Nothing names its server.'
        : serverS(coldStart) === null
          ? 'Nothing tells how long its server took.'
          : null,
    shows: (load, subject) =>
      load.server !== '' &&
      load.server !== subject.server &&
      hadWeights(subject) !== null &&
      hadWeights(load) === hadWeights(subject),
    part: serverS,
    keepsRest: true,
    otherServers: true,
    otherModels: false,
    none: 'were made by another server, with their weights in the same kind of place',
  },
];

/** An earlier load on the same node had the same image: it was there afterwards. Without images the model tells. */
function leftImage(earlier: ColdStart, load: ColdStart): boolean {
  if (load.node === '' || earlier.node !== load.node || earlier.endS > load.startS) return false;
  if (load.image !== '' && earlier.image !== '') return earlier.image === load.image;
  return load.model !== '' && earlier.model === load.model && earlier.server === load.server;
}
