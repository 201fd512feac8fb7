import type { QueueTrack } from '../model.js';
import { Notes } from '../notes/index.js';
import { queueTracks } from '../queue/index.js';
import type { Reading } from '../read/index.js';
import { sameItems } from './repeats-memory.js';

/** The queues of a view, read again only where one of their series has changed. */
export class QueueMemory {
  #readings: readonly Reading[] = [];
  #tracks: QueueTrack[] = [];
  #notes = new Notes();

  tracksOf(readings: readonly Reading[], notes: Notes): QueueTrack[] {
    const ofQueues = readings.filter(
      ({ signal: { meaning } }) => meaning.kind === 'queue_depth' || meaning.kind === 'queue_wait_bucket',
    );
    if (!sameItems(ofQueues, this.#readings)) {
      this.#notes = new Notes();
      this.#tracks = queueTracks(ofQueues, this.#notes);
      this.#readings = ofQueues;
    }
    notes.addAll(this.#notes);
    return this.#tracks;
  }
}
