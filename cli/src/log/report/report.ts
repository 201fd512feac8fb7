import type { Phase, WeightsSource } from '@coldstart/conventions';

export type Outcome = 'ready' | 'failed' | 'unfinished';

/** Where times come from: stamps of the lines, printed durations put one after the other, or nothing. */
export type ClockKind = 'line' | 'printed' | 'none';

/** One phase of one model. Seconds from the first dated line; a start before it is negative. */
export interface ReportedPhase {
  readonly phase: Phase;
  /** Where a server does several steps of one phase that lie apart: which one it is. */
  readonly step?: string;
  readonly start_s: number;
  readonly end_s: number;
  readonly duration_s: number;
  /** What the server itself printed, the longest of its ranks. */
  readonly printed_s?: number;
  /** From the first line to the last one that speaks of it, where that differs from what was printed. */
  readonly observed_s?: number;
  /** How many ranks or workers told of it, if more than one. */
  readonly ranks?: number;
  readonly weights_source?: WeightsSource;
  /** Where the log tells models apart. */
  readonly model?: string;
  /** It had not ended when the log did; its end is the end of the log. */
  readonly unfinished?: true;
}

/** What `coldstart analyze --json` prints. */
export interface StartUpReport {
  readonly server: string;
  readonly version: string | null;
  readonly model: string | null;
  readonly outcome: Outcome;
  /** From the first dated line to ready, else to the last line. */
  readonly total_s: number;
  /** By their start. */
  readonly phases: readonly ReportedPhase[];
  /** Time between the first line and ready that no phase covers. */
  readonly unattributed_s: number;
  readonly clock: ClockKind;
  readonly warnings: readonly string[];
}
