import type { Writer } from './writer.js';

/** What the writer of a journal in our folder is to us. */
export type Standing = 'foreign' | 'alive' | 'dead';

/**
 * Tells whether a writer is dead, so that its journal is ours to take over.
 *
 * A folder may be shared by the containers of a pod, or by pods. What carries another pod or container is not ours,
 * dead or not: its own next life reports it. Within one boot and one pid namespace the process table decides. Another
 * pid namespace with our name is the container before its restart: a container has one at a time. (Inodes of
 * namespaces are given out again, so an equal one proves nothing; the start of the process then decides.)
 *
 * `startTicksOf` gives the start of a running process, `'unknown'` where it cannot be seen and `null` when none runs.
 */
export function standing(writer: Writer, me: Writer, startTicksOf: (pid: number) => string | null): Standing {
  if (writer.owner !== me.owner) {
    return 'foreign';
  }
  if (writer.boot !== me.boot || writer.pidNamespace !== me.pidNamespace) {
    return 'dead';
  }
  const ticks = startTicksOf(writer.pid);
  return ticks === 'unknown' || ticks === writer.startTicks ? 'alive' : 'dead';
}
