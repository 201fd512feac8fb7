/** What stands in the place of a hole. */
export type HoleKind = 'number' | 'duration' | 'text' | 'word';

/** What is made of what stands there: the reader knows these names. */
export interface Hole {
  readonly kind: HoleKind;
  readonly meaning: string;
}

/**
 * The holes of a line pattern. `{s}` in `Loading weights took {s} seconds` is a number of seconds. A word has no
 * space in it and ends where the text after the hole begins.
 */
export const HOLES = {
  s: { kind: 'number', meaning: 'printed duration in seconds' },
  ms: { kind: 'number', meaning: 'printed duration in milliseconds' },
  dur: { kind: 'duration', meaning: 'printed duration with its units: 48.27s, 978ms, 1m3s, 0:01:22, 03:07' },
  n: { kind: 'number', meaning: 'steps done' },
  pct: { kind: 'number', meaning: 'percent done' },
  of: { kind: 'number', meaning: 'steps in all' },
  bar: { kind: 'word', meaning: 'name of a progress bar: those of other names run beside it' },
  rank: { kind: 'word', meaning: 'rank or worker that the line is about' },
  model: { kind: 'word', meaning: 'name of the model' },
  version: { kind: 'word', meaning: 'version of the server' },
  cause: { kind: 'text', meaning: 'what a person reads of a failure' },
  bytes: { kind: 'number', meaning: 'bytes of weights' },
  mib: { kind: 'number', meaning: 'MiB of weights' },
  gib: { kind: 'number', meaning: 'GiB of weights' },
  gb: { kind: 'number', meaning: 'GB of weights' },
  '#': { kind: 'number', meaning: 'any number' },
  w: { kind: 'word', meaning: 'any word' },
  '*': { kind: 'text', meaning: 'any text, also none' },
} as const satisfies Record<string, Hole>;

export type HoleName = keyof typeof HOLES;

export function isHoleName(name: string): name is HoleName {
  return Object.hasOwn(HOLES, name);
}
