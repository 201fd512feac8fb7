/**
 * Hands `ask` a signal that comes after `timeoutMs` or with `outer`, and leaves nothing hanging on `outer`: a load of an
 * hour is asked for thousands of times.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  outer: AbortSignal,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort();
  };
  const timer = setTimeout(stop, timeoutMs);
  outer.addEventListener('abort', stop);
  if (outer.aborted) {
    stop();
  }
  try {
    return await ask(controller.signal);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', stop);
  }
}
