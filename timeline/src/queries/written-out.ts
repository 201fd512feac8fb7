import type { TimelineQuery } from './timeline-queries.js';

/** The query with the lengths of the range and of a step in place of `$__range` and `$__interval`; whole seconds, from 1. */
export function writtenOut({ promql }: Pick<TimelineQuery, 'promql'>, rangeS: number, stepS: number): string {
  return promql.replaceAll('$__range', `${rangeS}s`).replaceAll('$__interval', `${stepS}s`);
}
