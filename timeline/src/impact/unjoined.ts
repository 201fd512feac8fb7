import type { Timeline } from '../model.js';
import type { Notes } from '../notes/index.js';
import { frontedBy } from './belongs.js';

/** Front doors that fit cold starts in several namespaces: a note says that they are joined to none. */
export function noteUnjoined(
  { coldStarts, queues }: Pick<Timeline, 'coldStarts' | 'queues'>,
  notes: Notes,
): void {
  for (const track of queues) {
    if (track.kind !== 'front_door') continue;
    const { doubtful } = frontedBy(track, coldStarts);
    if (doubtful.length === 0) continue;
    notes.add(
      'doubtful',
      `unjoined ${track.source} ${doubtful.join()}`,
      track.model || track.workload,
      (names) =>
        `The queue of ${names} (${track.source}) fits pods in the namespaces ${doubtful.join(' and ')}, and nothing tells in which they wait: joined to none.`,
    );
  }
}
