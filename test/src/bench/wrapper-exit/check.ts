import type { Init } from './init.js';

export interface Outcome {
  readonly group: 'exit_codes' | 'signals' | 'zombies' | 'lines';
  readonly name: string;
  readonly init: string;
  readonly right: boolean;
  /** What was seen, where it is wrong. */
  readonly found: unknown;
}

/** One run of a wrapper, which shows one thing or several. */
export type Check = (init: Init) => Promise<readonly Outcome[]>;
