import type { Timeline, TimelineData, TimelineOptions } from './model.js';
import { TimelineBuilder } from './refresh/index.js';

/**
 * The cold starts in a view, from the series that `TIMELINE_QUERIES` bring. All times are Unix seconds. The order of
 * the series and of their samples does not matter, nor does it that some come twice. What cannot be used is said in
 * `notes` and left out. Nothing is known after the end of the view or after `nowS`: whichever is earlier is the
 * evaluation time. Who builds again and again keeps a `TimelineBuilder`.
 *
 * Throws a RangeError for options that are no times, no ratio or no duration.
 */
export function buildTimeline(data: TimelineData, options: TimelineOptions): Timeline {
  return new TimelineBuilder().build(data, options);
}
