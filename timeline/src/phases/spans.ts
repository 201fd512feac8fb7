import type { Phase } from '@coldstart/conventions';
import type { Moment, PhaseState, Source } from '../model.js';
import type { LooseSpan } from './tree.js';

/** A phase as its sources date it. */
export interface DatedPhase {
  readonly phase: Phase;
  readonly start: Moment;
  /** Null while nobody dates the end. */
  readonly end: Moment | null;
  readonly failed: boolean;
  /** Who knows of the phase. */
  readonly source: Source;
}

/** Where the phases without an end stop, and what they are then. */
export interface Stop {
  readonly atS: number;
  readonly resolutionS: number;
  readonly state: Extract<PhaseState, 'running' | 'cut_off'>;
}

/** The span of a phase. It never ends before it starts: an end that does is moved to the start. */
export function spanOf({ phase, start, end, failed, source }: DatedPhase, stop: Stop): LooseSpan {
  const endS = Math.max(start.atS, end?.atS ?? stop.atS);
  return {
    phase,
    startS: start.atS,
    endS,
    durationS: endS - start.atS,
    state: end ? (failed ? 'failed' : 'ok') : stop.state,
    resolutionS: start.resolutionS + (end?.resolutionS ?? stop.resolutionS),
    estimated: start.estimated || (end?.estimated ?? false),
    source,
  };
}
