import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

export interface ProbeOptions {
  readonly periodS: number;
  readonly timeoutS: number;
  readonly signal: AbortSignal;
}

/**
 * A kubelet's readiness probe: asks `<url>/readyz` once per period until it answers 200. Resolves with false when it was
 * told to stop before that; never rejects.
 */
export async function untilReady(url: string, options: ProbeOptions): Promise<boolean> {
  const { signal } = options;
  while (!signal.aborted) {
    const askedMs = performance.now();
    const ready = await answers(`${url}/readyz`, options.timeoutS * 1000);
    if (ready) return !signal.aborted;
    const restMs = options.periodS * 1000 - (performance.now() - askedMs);
    await delay(Math.max(0, restMs), undefined, { signal }).catch(() => undefined);
  }
  return false;
}

function answers(url: string, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('error', () => {
      resolve(false);
    });
  });
}
