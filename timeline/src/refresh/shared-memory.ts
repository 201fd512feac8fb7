import type { QueueTrack, ScaleDecision, TriggerTrack } from '../model.js';
import { Notes } from '../notes/index.js';
import { queueTracks } from '../queue/index.js';
import { readCluster, type ClusterFacts, type Reading } from '../read/index.js';
import { scaleDecisions, triggerTracks } from '../scaling/index.js';
import { sameItems } from './same-items.js';

/** What belongs to no single pod. */
export interface Shared {
  readonly cluster: ClusterFacts;
  readonly queues: QueueTrack[];
  readonly scaling: ScaleDecision[];
  readonly triggers: TriggerTrack[];
  readonly notes: Notes;
}

/** Queues, scaling, nodes and owners, from all readings that tell of them; made anew where one of these has changed. */
export class SharedMemory {
  #before: { readonly readings: readonly Reading[]; readonly shared: Shared } | null = null;

  sharedOf(readings: readonly Reading[]): Shared {
    if (this.#before && sameItems(this.#before.readings, readings)) return this.#before.shared;
    const notes = new Notes();
    const shared = {
      cluster: readCluster(readings, notes),
      queues: queueTracks(readings, notes),
      scaling: scaleDecisions(readings, notes),
      triggers: triggerTracks(readings, notes),
      notes,
    };
    this.#before = { readings, shared };
    return shared;
  }
}
