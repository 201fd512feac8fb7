import { bindZombies, loadLibc, type Zombies } from './native/index.js';

/** Node takes note of its own children at once; this is far later, and far sooner than zombies could do harm. */
const DELAY_MS = 100;

/**
 * Takes note of the end of processes that came to us because their parent has gone: as process 1 of a container, or
 * where somebody made us a subreaper. Node itself waits for nobody but its own children, and the others would stay
 * as zombies. Elsewhere it does nothing.
 *
 * @param isOurs process ids of children that this thread started and whose end Node reports: they are left alone.
 *   Those that worker threads start are left alone in any case
 * @param say is told, as process 1, where it cannot be done
 * @returns ends it
 */
export async function reapOrphans(
  isOurs: (pid: number) => boolean,
  say: (line: string) => void,
): Promise<() => void> {
  const zombies = await openZombies(say);
  if (zombies === null) return () => undefined;

  let timer: NodeJS.Timeout | undefined;
  const sweep = (): void => {
    timer = undefined;
    for (let pid = zombies.peek(); pid !== 0; pid = zombies.peek()) {
      if (isOurs(pid)) {
        // It stands before the others until Node has taken note of it.
        schedule();
        return;
      }
      zombies.reap(pid);
    }
  };
  const schedule = (): void => {
    timer ??= setTimeout(sweep, DELAY_MS).unref();
  };
  process.on('SIGCHLD', schedule);
  // For those that came before.
  schedule();
  return () => {
    clearTimeout(timer);
    process.off('SIGCHLD', schedule);
  };
}

async function openZombies(say: (line: string) => void): Promise<Zombies | null> {
  const isInit = process.pid === 1;
  const libc = await loadLibc();
  if (libc === null) {
    if (isInit) say('orphaned processes will stay as zombies: put tini or docker --init before coldstart');
    return null;
  }
  const zombies = bindZombies(libc);
  return isInit || zombies.isSubreaper() ? zombies : null;
}
