import { diagnostics } from './diagnostics.js';

/** Runs `fn`; what it throws goes to the diagnostics and `fallback` comes instead. The host never sees an error of ours. */
export function guarded<T>(what: string, fallback: T, fn: () => T): T {
  try {
    return fn();
  } catch (error) {
    try {
      diagnostics.error(`${what} failed: ${error instanceof Error ? error.message : String(error)}`);
    } catch {
      // The host's own logger threw, or the error cannot be printed; there is nobody left to tell.
    }
    return fallback;
  }
}
