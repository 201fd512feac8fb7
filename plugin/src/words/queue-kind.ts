import type { QueueKind, QueueTrack } from '@coldstart/timeline';

const WHERE: Readonly<Record<QueueKind, string>> = { front_door: 'front door', engine: 'engine' };

/** Where the requests of a queue wait. */
export function queueKindWords(kind: QueueKind): string {
  return WHERE[kind];
}

/** Requests may wait in both, one after the other. */
export function hasBothKinds(tracks: readonly QueueTrack[]): boolean {
  return new Set(tracks.map(({ kind }) => kind)).size > 1;
}

export const NEVER_SUMMED =
  'One request may wait at the front door and then in an engine: the two do not add up.';
