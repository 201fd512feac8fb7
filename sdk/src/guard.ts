import { diagnostics } from './diagnostics.js';
import { quote } from './quote.js';

/** Runs `fn`; what it throws goes to the diagnostics and `fallback` comes instead. The host never sees an error of ours. */
export function guarded<T>(what: string, fallback: T, fn: () => T): T {
  try {
    return fn();
  } catch (error) {
    diagnostics.error(`${what} failed: ${quote(error)}`);
    return fallback;
  }
}
