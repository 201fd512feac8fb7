import type { Phase } from '@coldstart/conventions';
import type { AnalyzedLog } from '../../src/analyze/index.js';
import type { ReportedPhase, StartUpReport } from '../../src/log/index.js';
import { TOY } from '../log/report/toy.js';

/** A phase from one second to another. */
export function phaseOf(
  phase: Phase,
  start_s: number,
  end_s: number,
  more: Partial<ReportedPhase> = {},
): ReportedPhase {
  return { phase, start_s, end_s, duration_s: end_s - start_s, ...more };
}

export function logOf(report: Partial<StartUpReport>, resolutionS = 1): AnalyzedLog {
  return {
    report: {
      server: 'toy',
      version: '1.0',
      model: 'acme/tiny',
      outcome: 'ready',
      total_s: 100,
      phases: [],
      unattributed_s: 0,
      clock: 'line',
      warnings: [],
      ...report,
    },
    profile: TOY,
    resolutionS,
  };
}
