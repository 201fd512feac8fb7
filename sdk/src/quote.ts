const LONGEST = 80;

/** Any value as a person reads it in a message, cut to a length. Never throws, whatever the value does when printed. */
export function quote(value: unknown): string {
  try {
    const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
    return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  } catch {
    return 'something that cannot be printed';
  }
}
