import type { QueueKind, Source } from '../model.js';

/** A stretch of time, Unix seconds. */
export interface Stretch {
  readonly startS: number;
  readonly endS: number;
}

/** What a queue held when nothing was wrong. */
export interface Baseline {
  /** Median of the depths in the stretch. */
  readonly requests: number;
  /** Median of the mean waits of its steps, seconds; null where no sum of waits is told, or none ended in it. */
  readonly waitS: number | null;
  /** Above this the queue counts as grown: three deviations of the depths in the stretch, one request at least. */
  readonly grownAbove: number;
  readonly from: Stretch;
}

interface OfScaleUp {
  readonly namespace: string;
  readonly model: string;
  /** Ids of the cold starts of the scale-up, by start. */
  readonly coldStarts: readonly string[];
  readonly kind: QueueKind;
  readonly source: Source;
}

/** What a queue did during a scale-up: cold starts of one model that overlap in time. Times in Unix seconds. */
export type QueueImpact =
  /** Nobody can say: too few samples before it, or it was up already. */
  | (OfScaleUp & { readonly answer: 'unknown'; readonly why: string })
  /** It never grew: no three samples in a row above its baseline, none above twice what came before. */
  | (OfScaleUp & { readonly answer: 'steady'; readonly baseline: Baseline })
  | (OfScaleUp & {
      readonly answer: 'grew';
      readonly baseline: Baseline;
      /** It had not come back from the scale-up of the model before: it has been this one's since `startS`. */
      readonly takesOver: boolean;
      /**
       * The last sample at the baseline before it grew: it grew within `resolutionS` after it. Of one that takes over, the
       * last sample before its first pod was created.
       */
      readonly startS: number;
      readonly resolutionS: number;
      /**
       * The first sample back at the baseline where it stayed; the last sample, where it is not back yet, or not before
       * the next scale-up of the model takes over.
       */
      readonly endS: number;
      readonly over: boolean;
      readonly peak: { readonly atS: number; readonly requests: number };
      /**
       * Request-seconds waited above the baseline: the integral of the depth above it, straight between samples. By
       * Little's law (L = λW) the integral of the depth is the sum of the waits.
       */
      readonly waitedS: number;
      /** Of `waitedS`: had the depth stood at the lesser, or at the greater of its two samples all the time. */
      readonly waitedLowS: number;
      readonly waitedHighS: number;
      /**
       * The same from the waits that ended until then: their sum less the baseline's mean wait for each, all of it
       * where no wait ended in the baseline. Null where nobody sums them. It lacks the requests that gave up or still wait.
       */
      readonly endedWaitedS: number | null;
      /** The longest 95th percentile of the waits of a step; null where no histogram tells. */
      readonly worstP95S: number | null;
      /** Without samples: nothing of it is in any figure. */
      readonly unknown: readonly Stretch[];
      readonly unknownS: number;
      /** Ids of the cold starts whose readiness ended it, by when; empty where it is not over, or ended without any. */
      readonly endedBy: readonly string[];
    });
