import { ASKED_AT } from './eta.js';
import { quantile, type Tally } from './tally.js';

/** Of the issue that asked for it. */
export const TARGETS = {
  /** The greatest, against what the process itself wrote down, at any sampling. */
  own_boundary_error_s: 0.02,
  /** Of gaps of at least three spacings, at each sampling. */
  gap_recall: 0.98,
  gap_precision: 0.98,
  /** At 15 s: of the sum, and the median of the pods. */
  idle_gpu_s_error: 0.05,
  /** Of the medians, at each part of a load and each sampling. */
  eta_error_of_naive: 0.5,
} as const;

export interface Reached {
  readonly worst: number;
  readonly reached: boolean;
}

/** The worst figure against each target. */
export function verdict(tally: Tally, samplingsS: readonly number[]): Readonly<Record<string, Reached>> {
  const count = (name: string): number => tally.counts.get(name) ?? 0;
  const values = (name: string): readonly number[] => tally.values.get(name) ?? [];
  const worstOf = (of: (at: number) => number, pick: (...all: number[]) => number): number =>
    pick(...samplingsS.map(of));
  const most = (worst: number, limit: number): Reached => ({ worst, reached: worst <= limit });
  const least = (worst: number, limit: number): Reached => ({ worst, reached: worst >= limit });

  const idle = '15/gpu_seconds/all';
  const sumError = Math.abs(count(`${idle}/reported`) / count(`${idle}/idle`) - 1);
  return {
    own_boundary_error_s: most(
      worstOf((at) => quantile(values(`${at}/boundary/coldstart/as_noted`), 1), Math.max),
      TARGETS.own_boundary_error_s,
    ),
    gap_recall: least(
      worstOf((at) => count(`${at}/gaps/all/found`) / count(`${at}/gaps/all/true`), Math.min),
      TARGETS.gap_recall,
    ),
    gap_precision: least(
      worstOf((at) => count(`${at}/gaps/all/right`) / count(`${at}/gaps/all/reported`), Math.min),
      TARGETS.gap_precision,
    ),
    idle_gpu_s_error_of_sum: most(sumError, TARGETS.idle_gpu_s_error),
    eta_error_of_naive: most(
      worstOf(
        (at) =>
          Math.max(
            ...ASKED_AT.map(
              (part) =>
                quantile(values(`${at}/eta/${part}/error`), 0.5) /
                quantile(values(`${at}/eta/${part}/naive`), 0.5),
            ),
          ),
        Math.max,
      ),
      TARGETS.eta_error_of_naive,
    ),
    idle_gpu_s_error_median_of_pods: most(quantile(values(`${idle}/error`), 0.5), TARGETS.idle_gpu_s_error),
  };
}
