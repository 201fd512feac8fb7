import type { Mark, Outcome, Phase, WeightsSource } from '@coldstart/conventions';
import type { TraceParent } from '../trace-parent.js';

/** Something that happened to a load. Times are Unix seconds. */
export type Transition =
  | { readonly type: 'begin'; readonly phase: Phase; readonly atS: number }
  | { readonly type: 'end'; readonly phase: Phase; readonly atS: number; readonly outcome: Outcome }
  | {
      readonly type: 'record';
      readonly phase: Phase;
      readonly startS: number;
      readonly endS: number;
      readonly outcome: Outcome;
    }
  | { readonly type: 'progress'; readonly bytes: number; readonly expectedBytes: number | null }
  | { readonly type: 'weights_source'; readonly source: WeightsSource }
  | { readonly type: 'mark'; readonly mark: Mark; readonly atS: number }
  | { readonly type: 'missing_phases'; readonly phases: readonly Phase[] }
  | { readonly type: 'ready'; readonly atS: number }
  | { readonly type: 'fail'; readonly atS: number; readonly error: string };

export interface PhaseRecord {
  readonly startS: number;
  /** `null` while it runs. */
  readonly endS: number | null;
  readonly outcome: Outcome;
  /** How many begins await their end. */
  readonly open: number;
}

export interface LoadResult {
  readonly outcome: Outcome;
  readonly atS: number;
  /** Name and message of the error; empty unless it failed. */
  readonly error: string;
}

/** All that is known of a load. */
export interface LoadState {
  readonly model: string;
  readonly server: string;
  readonly attempt: number;
  /** The span that was active when the load began. */
  readonly parent: TraceParent | null;
  /** The root span that this load is written as; what it starts may hang below it before that. */
  readonly span: TraceParent;
  /** The call of `startLoad`, or the start of the earliest phase where that lies before it. */
  readonly startS: number;
  readonly phases: ReadonlyMap<Phase, PhaseRecord>;
  readonly marks: ReadonlyMap<Mark, number>;
  readonly bytes: number | null;
  readonly expectedBytes: number | null;
  readonly weightsSource: WeightsSource;
  /** Phases that a load of this server always has and that nobody saw. */
  readonly missingPhases: readonly Phase[];
  /** `null` while it runs. */
  readonly result: LoadResult | null;
}

export interface LoadIdentity {
  readonly model: string;
  readonly server: string;
  readonly attempt: number;
  readonly parent: TraceParent | null;
  readonly span: TraceParent;
  readonly startS: number;
  readonly processStartedS: number;
}

export function initialState(identity: LoadIdentity): LoadState {
  const { model, server, attempt, parent, span, startS, processStartedS } = identity;
  return {
    model,
    server,
    attempt,
    parent,
    span,
    startS,
    phases: new Map(),
    marks: new Map([['process_started', processStartedS]]),
    bytes: null,
    expectedBytes: null,
    weightsSource: 'unknown',
    missingPhases: [],
    result: null,
  };
}
