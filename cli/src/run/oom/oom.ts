import { readFileSync } from 'node:fs';

const EVENTS = '/sys/fs/cgroup/memory.events';
const EVENTS_V1 = '/sys/fs/cgroup/memory/memory.oom_control';

/**
 * How many processes of our control group the kernel has killed for want of memory so far; `null` where it does not say.
 * Source: Linux, admin-guide/cgroup-v2, "memory.events"; cgroup-v1/memory, "oom_control".
 */
export function oomKills(): number | null {
  for (const file of [EVENTS, EVENTS_V1]) {
    const kills = killsIn(read(file));
    if (kills !== null) {
      return kills;
    }
  }
  return null;
}

/** The number behind `oom_kill`; `null` for none. */
export function killsIn(text: string): number | null {
  const [, kills] = /^oom_kill (\d+)$/m.exec(text) ?? [];
  return kills === undefined ? null : Number(kills);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
