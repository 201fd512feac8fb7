import type { ClockName } from '../model.js';

/** Something that happened, as one clock read it. */
export interface ClockEvent {
  readonly clock: ClockName;
  /** What happened and who says so, for people. */
  readonly what: string;
  /** The reading lies in [earliestS, latestS], Unix seconds. */
  readonly earliestS: number;
  readonly latestS: number;
}

export interface RankedEvent extends ClockEvent {
  /** What has a lower rank has happened before it. Of equal ranks nothing is known. */
  readonly rank: number;
}

/** Two events of which one is known to come first. */
export interface Order {
  readonly before: ClockEvent;
  readonly after: ClockEvent;
}

/** What the story of one pod says about clocks. */
export interface Witness {
  readonly pod: string;
  /** Empty where nobody tells: then its clock is known from this pod alone. */
  readonly node: string;
  readonly events: readonly RankedEvent[];
  readonly orders: readonly Order[];
}
