import type { ColdStart, Series } from '@coldstart/timeline';
import type { TrueBoundary } from './truth.js';

export interface Comparison {
  /** |found − true| of each boundary that was found, milliseconds. */
  readonly errorsMs: readonly number[];
  /** Boundaries that a pod wrote down and the timeline does not have. */
  readonly missing: readonly string[];
  /**
   * What a gauge that shows the current state would have given: it changes at the first sample at or after the
   * boundary. Milliseconds, of the boundaries that a sample followed. Through a Prometheus the samples are dated by the
   * query's steps of a second, so up to a second too late.
   */
  readonly stateGaugeErrorsMs: readonly number[];
}

/** Compares what the timeline found with what the pods wrote down. `series` are those that the timeline was made from. */
export function compare(
  truth: readonly TrueBoundary[],
  coldStarts: readonly ColdStart[],
  series: readonly Series[],
): Comparison {
  const errorsMs: number[] = [];
  const missing: string[] = [];
  const stateGaugeErrorsMs: number[] = [];
  const sampledS = sampleTimes(series);
  for (const { pod, boundary, atS } of truth) {
    const found = boundaryOf(
      coldStarts.find((coldStart) => coldStart.pod === pod),
      boundary,
    );
    if (found === null) {
      missing.push(`${pod} ${boundary}`);
    } else {
      errorsMs.push(Math.abs(found - atS) * 1000);
    }
    const next = sampledS.get(pod)?.find((sampleS) => sampleS >= atS);
    if (next !== undefined) {
      stateGaugeErrorsMs.push((next - atS) * 1000);
    }
  }
  return { errorsMs, missing, stateGaugeErrorsMs };
}

function boundaryOf(coldStart: ColdStart | undefined, boundary: string): number | null {
  const [name, end] = boundary.split(' ');
  if (end === undefined) {
    return Object.entries(coldStart?.marks ?? {}).find(([mark]) => mark === name)?.[1].atS ?? null;
  }
  const span = coldStart?.phases.find(({ phase }) => phase === name);
  return (end === 'start' ? span?.startS : span?.endS) ?? null;
}

/** When each pod was sampled, Unix seconds, ascending: a series that is there from start to end tells. */
function sampleTimes(series: readonly Series[]): Map<string, number[]> {
  const times = new Map<string, number[]>();
  for (const { metric, labels, timesS } of series) {
    const pod = labels['k8s_pod_name'];
    if (metric === 'coldstart_load_in_progress_start_timestamp_seconds' && pod !== undefined) {
      times.set(
        pod,
        Array.from(timesS).sort((a, b) => a - b),
      );
    }
  }
  return times;
}
