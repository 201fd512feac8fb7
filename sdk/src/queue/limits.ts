import { quote } from '../quote.js';

/** Options of `createGate`. */
export interface GateLimits {
  /** Requests that may run at a time: a whole number from 1 on. */
  readonly concurrency: number;
  /** Requests that may wait: a whole number from 0 on. Default: no limit. */
  readonly maxWaiting?: number;
  /** Seconds that a request may wait, above 0. Default: no limit. */
  readonly timeoutS?: number;
}

/** A timer of Node fires at once when it is set further ahead than this. */
const LONGEST_TIMEOUT_S = 2_147_483;

/**
 * Checks what may come from plain JavaScript. A limit that makes no sense is left out, so that the server does what
 * it would do without a gate, and is named in `problems`.
 */
export function resolveLimits(given: Partial<GateLimits> | null | undefined): {
  readonly limits: Required<GateLimits>;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const limit = (name: keyof GateLimits, value: unknown, want: string, fits: (n: number) => boolean) => {
    if (value === Infinity || (typeof value === 'number' && fits(value))) {
      return value;
    }
    problems.push(`createGate: ${name} must be ${want}, got ${quote(value)}; no limit is set`);
    return Infinity;
  };
  const limits = {
    concurrency: limit(
      'concurrency',
      given?.concurrency,
      'a whole number from 1 on',
      (n) => Number.isInteger(n) && n >= 1,
    ),
    maxWaiting: limit(
      'maxWaiting',
      given?.maxWaiting ?? Infinity,
      'a whole number from 0 on',
      (n) => Number.isInteger(n) && n >= 0,
    ),
    timeoutS: limit(
      'timeoutS',
      given?.timeoutS ?? Infinity,
      `seconds above 0, up to ${LONGEST_TIMEOUT_S}`,
      (n) => n > 0 && n <= LONGEST_TIMEOUT_S,
    ),
  };
  return { limits, problems };
}
