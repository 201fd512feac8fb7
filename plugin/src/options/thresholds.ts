import type { PanelOptions } from './panel-options';

export interface Thresholds {
  /** Ratio 0..1. */
  readonly busyThreshold: number;
  readonly minGapS: number;
  /** Options that could not be used, one line each. */
  readonly problems: readonly string[];
}

export const DEFAULTS: PanelOptions = { busyThresholdPercent: 5, minGapS: 5 };

/** An option from a hand-written dashboard may hold anything: what cannot be used is named and replaced. */
export function thresholdsOf(options: Partial<PanelOptions>): Thresholds {
  const problems: string[] = [];
  const within = (option: keyof PanelOptions, title: string, highest: number): number => {
    const value: unknown = options[option];
    if (value === undefined || value === null) return DEFAULTS[option];
    if (typeof value === 'number' && value >= 0 && value <= highest) return value;
    problems.push(`Option "${title}" is ${JSON.stringify(value)}; ${DEFAULTS[option]} is used instead.`);
    return DEFAULTS[option];
  };
  const busyThreshold = within('busyThresholdPercent', 'Busy threshold (%)', 100) / 100;
  const minGapS = within('minGapS', 'Shortest gap (s)', Number.MAX_SAFE_INTEGER);
  return { busyThreshold, minGapS, problems };
}
