import type { ClusterFacts } from '../read/index.js';
import type { ImageUses } from './image-pull.js';

/** What is asked of every candidate. Times are Unix seconds. */
export interface Question {
  /** From when the view shows what happened. */
  readonly fromS: number;
  /** Until when everything is known. */
  readonly evaluatedS: number;
  /** How far apart the samples of a presence series may lie that has only one, seconds. */
  readonly loneSpacingS: number;
  readonly busyThreshold: number;
  readonly minGapS: number;
  readonly cluster: ClusterFacts;
  readonly imageUses: ImageUses;
}
