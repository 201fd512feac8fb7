import { rounded } from '../statistics.js';
import { ASKED_AT } from './eta.js';
import { quantile, type Tally } from './tally.js';

/** At one sampling. Seconds, shares of 1; null where nothing was measured. */
export type Figures = Readonly<Record<string, unknown>>;

const SCOPES = ['all', 'interval_means', 'read_more_often', 'short_look_back'] as const;

export function figuresAt(tally: Tally, at: string): Figures {
  const of = (name: string): number => tally.counts.get(`${at}/${name}`) ?? 0;
  const errors = (name: string): readonly number[] => tally.values.get(`${at}/${name}`) ?? [];
  return {
    cold_starts: {
      found: share(of('cold_starts/found'), of('cold_starts/true')),
      invented: of('cold_starts/invented'),
      outcome_right: share(of('cold_starts/outcome_right'), of('cold_starts/true')),
      duration_error_s: spread(errors('duration/ready')),
      /** Failed or deleted: when that was is seen no sharper than the spacing. */
      duration_error_of_not_ready_s: spread(errors('duration/not_ready')),
    },
    boundaries: {
      own: {
        /** Against what the process wrote down: what sampling and reconstruction add. */
        error_s: spread(errors('boundary/coldstart/as_noted')),
        /** And how late it was written down. */
        error_by_clock_of_pod_s: spread(errors('boundary/coldstart/by_its_clock')),
        /** And how far that clock is off. */
        error_by_true_time_s: spread(errors('boundary/coldstart/error')),
        missing: share(of('boundary/coldstart/missing'), of('boundary/coldstart/expected')),
      },
      kube_state_metrics: {
        error_s: spread(errors('boundary/kube-state-metrics/error')),
        missing: share(of('boundary/kube-state-metrics/missing'), of('boundary/kube-state-metrics/expected')),
      },
    },
    gaps: Object.fromEntries(SCOPES.map((scope) => [scope, gapsOf(scope)])),
    gpu_seconds: {
      not_observable_cold_starts: of('gpu_seconds/not_observable'),
      ...Object.fromEntries(SCOPES.map((scope) => [scope, gpuSecondsOf(scope)])),
    },
    eta: Object.fromEntries(ASKED_AT.map((part) => [`at_${100 * part}_percent`, etaOf(part)])),
    unattributed: {
      shown: share(of('unattributed/shown'), of('unattributed/shown_of')),
      true: share(of('unattributed/true'), of('unattributed/true_of')),
      error_s: spread(errors('unattributed/error')),
    },
    today: {
      created_error_s: spread(errors('naive/created')),
      ready_error_s: spread(errors('naive/ready')),
      duration_error_s: spread(errors('naive/duration')),
      idle_gpu_s_error: {
        ...spread(errors('naive/idle_gpu_s')),
        of_sum: share(of('naive/idle_shown') - of('naive/idle_true'), of('naive/idle_true')),
      },
      not_seen: of('naive/not_seen'),
    },
  };

  function etaOf(part: number): Figures {
    const name = `eta/${part}`;
    const answers = errors(`${name}/error`);
    return {
      error_s: spread(answers),
      naive_error_s: spread(errors(`${name}/naive`)),
      median_of_naive: share(quantile(answers, 0.5), quantile(errors(`${name}/naive`), 0.5)),
      /** Of the answers: the true moment lies in the range that is said to hold four of five. */
      inside_range: share(of(`${name}/inside`), answers.length),
      silent: share(of(`${name}/silent`), of(`${name}/asked`)),
    };
  }

  function gapsOf(scope: string): Figures {
    const count = (name: string): number => of(`gaps/${scope}/${name}`);
    return {
      true: count('true'),
      reported: count('reported'),
      recall: share(count('found'), count('true')),
      /** The same, where several reported gaps may cover one together. */
      recall_by_several: share(count('covered'), count('true')),
      /** Of the true ones: not found, and said to be unknown for the most part. */
      unknown: share(count('unknown'), count('true')),
      precision: share(count('right'), count('reported')),
      idle_for_nine_tenths: share(count('nearly_all_idle'), count('reported')),
    };
  }

  function gpuSecondsOf(scope: string): Figures {
    const sum = (name: string): number => of(`gpu_seconds/${scope}/${name}`);
    return {
      true_idle_gpu_s: rounded(sum('idle'), 0),
      /** Above 0 where too much is reported. */
      error_of_sum: share(sum('reported') - sum('idle'), sum('idle')),
      error_per_pod: spread(errors(`gpu_seconds/${scope}/error`)),
      /** Against the true idle time outside of what is said to be unknown. */
      error_per_pod_where_known: spread(errors(`gpu_seconds/${scope}/error_where_known`)),
      within_5_percent: share(
        errors(`gpu_seconds/${scope}/error`).filter((error) => error <= 0.05).length,
        errors(`gpu_seconds/${scope}/error`).length,
      ),
      unknown_of_true: share(sum('unknown'), sum('idle')),
      error_of_sum_to_what_the_spacing_promises: share(sum('reported') - sum('promised'), sum('promised')),
      error_of_sum_to_all_time_without_a_kernel: share(
        sum('reported') - sum('kernel_free'),
        sum('kernel_free'),
      ),
    };
  }
}

export interface Spread {
  readonly median: number | null;
  readonly p95: number | null;
  readonly max: number | null;
}

export function spread(errors: readonly number[]): Spread {
  const at = (part: number): number | null =>
    errors.length === 0 ? null : rounded(quantile(errors, part), 4);
  return { median: at(0.5), p95: at(0.95), max: at(1) };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : rounded(part / whole, 4);
}
