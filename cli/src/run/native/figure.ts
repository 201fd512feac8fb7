import type { Phase } from '@coldstart/conventions';

/**
 * How a figure stands to the phase that was seen: of the same stretch, of a longer one that includes it, or of one that
 * lies within it.
 */
export type Extent = 'same' | 'includes' | 'within';

/** A duration of the start-up as the server itself tells it. */
export interface NativeFigure {
  /** `null`: the start-up as a whole. */
  readonly phase: Phase | null;
  readonly extent: Extent;
  readonly seconds: number;
  /** `null` where the server does not tell models apart. */
  readonly model: string | null;
  /** Where it stands, for people: the metric with its label, or the path in a JSON answer. */
  readonly source: string;
}
