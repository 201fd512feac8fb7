import { safeMessage } from './safe/index.js';

const LONGEST = 80;

/**
 * Any value as a person reads it in a message, without secrets, cut to a length. Never throws, whatever the value does
 * when printed.
 */
export function quote(value: unknown): string {
  try {
    // Before the cut: what is left of a URL may no longer show that it holds a password.
    const text = typeof value === 'string' ? JSON.stringify(safeMessage(value)) : safeMessage(String(value));
    return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  } catch {
    return 'something that cannot be printed';
  }
}
