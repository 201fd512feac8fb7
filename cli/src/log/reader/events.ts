import type { Phase, WeightsSource } from '@coldstart/conventions';

/** Who an event is about: phases of different models are apart, those of the ranks of one model are one. */
export interface Subject {
  /** Empty where the log does not tell models apart. */
  readonly model: string;
  /** Rank, worker or process; empty where the line does not say. */
  readonly lane: string;
  /** The step of a phase whose steps are apart. */
  readonly step?: string;
}

/**
 * What a log says, line by line. Times are seconds on the clock of the log; `exact` is `false` where the line had no
 * stamp: it was not before that.
 */
export type LogEvent =
  | {
      readonly type: 'begin';
      readonly phase: Phase;
      readonly atS: number;
      readonly exact: boolean;
      readonly subject: Subject;
      /** Apart from what has ended of this phase before. */
      readonly apart?: true;
    }
  /** A phase without a beginning of its own comes after this. */
  | { readonly type: 'next'; readonly phase: Phase; readonly atS: number; readonly subject: Subject }
  | {
      readonly type: 'end';
      readonly phase: Phase;
      readonly atS: number;
      readonly exact: boolean;
      readonly subject: Subject;
      /** The duration that the server printed; `null` for none. */
      readonly printedS: number | null;
      readonly printed: 'whole' | 'part' | 'sum';
      /** The last `next` of the phase so far; `null` for none. */
      readonly sinceS: number | null;
      /** It was another phase all the time. */
      readonly undone?: true;
    }
  | { readonly type: 'source'; readonly source: WeightsSource }
  | { readonly type: 'bytes'; readonly bytes: number }
  | { readonly type: 'model'; readonly name: string }
  | { readonly type: 'version'; readonly version: string }
  /** From here on the server loads models for as long as it runs. */
  | { readonly type: 'on_demand' }
  | { readonly type: 'ready'; readonly atS: number; readonly subject: Subject }
  /** Why it failed, if it did. */
  | { readonly type: 'why'; readonly cause: string }
  | { readonly type: 'failed'; readonly atS: number; readonly subject: Subject; readonly cause: string };
