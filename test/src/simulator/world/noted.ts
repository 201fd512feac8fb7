import { Random } from '../random.js';
import type { TruePod } from './truth.js';

/**
 * How much later a moment is noted than it was, means in seconds. An SDK is called at that moment; who reads the log
 * gets the line a little later: 0.7 ms at the median of 50 lines below `coldstart run` on a busy machine of two cores,
 * 4 ms at the 90th percentile.
 */
const LAG_S = { sdk: 0.0002, wrapper: 0.002 } as const;

/**
 * When the SDK or the wrapper of a pod noted a moment, true time. `what` names the moment within the pod. It is the
 * same whenever it is asked for.
 */
export function notedS({ uid, deployment }: TruePod, what: string, trueS: number): number {
  return trueS + new Random(0).fork(`${uid} ${what}`).exponential(LAG_S[deployment.datedBy]);
}
