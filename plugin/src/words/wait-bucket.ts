import type { QueueTrack } from '@coldstart/timeline';
import { durationWords } from './amounts';

/** A histogram knows a percentile as well as its buckets are wide, so the bucket is what is said: `4 s to 6 s`. */
export function waitBucketWords({ lowS, highS }: QueueTrack['waitP95'][number]): string {
  if (highS === Infinity) return `more than ${durationWords(lowS)}`;
  if (lowS === 0) return `less than ${durationWords(highS)}`;
  return `${durationWords(lowS)} to ${durationWords(highS)}`;
}
