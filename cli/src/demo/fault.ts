import type { PodMessage } from './pod/index.js';

/** Into the read of the weights, seconds. */
const INTO_THE_READ_S = 2;

/**
 * Kills one pod in the middle of its `weights_load`: the first one after the given pods that begins to read. Feed it
 * every message of the pods.
 */
export function killOneWhileItLoads(
  spared: () => boolean,
  kill: (pod: string) => void,
): (pod: string, message: PodMessage) => void {
  let done = false;
  return (pod, message) => {
    if (done || spared() || message.kind !== 'step' || message.step !== 'weights_read') return;
    done = true;
    setTimeout(() => {
      kill(pod);
    }, INTO_THE_READ_S * 1000);
  };
}
