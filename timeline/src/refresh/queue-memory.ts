import type { QueueTrack } from '../model.js';
import { Notes } from '../notes/index.js';
import { queueTracks } from '../queue/index.js';
import type { Reading } from '../read/index.js';
import { sameItems } from './same-items.js';

/** The queues of a view, from the readings of all queues, read again only where one of them has changed. */
export class QueueMemory {
  #readings: readonly Reading[] = [];
  #tracks: QueueTrack[] = [];
  #notes = new Notes();

  tracksOf(readings: readonly Reading[], notes: Notes): QueueTrack[] {
    if (!sameItems(readings, this.#readings)) {
      this.#notes = new Notes();
      this.#tracks = queueTracks(readings, this.#notes);
      this.#readings = readings;
    }
    notes.addAll(this.#notes);
    return this.#tracks;
  }
}
