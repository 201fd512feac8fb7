import type { Outcome, Phase } from '@coldstart/conventions';
import type { LoadState, PhaseRecord, Transition } from './state.js';

/** The state after a transition that `misuse` found nothing wrong with. Pure: the main thread and the worker agree. */
export function reduce(state: LoadState, transition: Transition): LoadState {
  switch (transition.type) {
    case 'begin':
      return withPhase(state, transition.phase, begun(state.phases.get(transition.phase), transition.atS));
    case 'end': {
      const record = state.phases.get(transition.phase);
      return record === undefined
        ? state
        : withPhase(state, transition.phase, endedOnce(record, transition.atS, transition.outcome));
    }
    case 'record':
      return withPhase(state, transition.phase, recorded(state.phases.get(transition.phase), transition));
    case 'progress':
      return {
        ...state,
        bytes: Math.max(state.bytes ?? 0, transition.bytes),
        expectedBytes: transition.expectedBytes ?? state.expectedBytes,
      };
    case 'weights_source':
      return { ...state, weightsSource: transition.source };
    case 'mark':
      return { ...state, marks: new Map(state.marks).set(transition.mark, transition.atS) };
    case 'missing_phases':
      return { ...state, missingPhases: [...new Set(transition.phases)] };
    case 'ready':
      return over(state, transition.atS, 'ok', '');
    case 'fail':
      return over(state, transition.atS, 'failed', transition.error);
  }
}

function withPhase(state: LoadState, phase: Phase, record: PhaseRecord): LoadState {
  return {
    ...state,
    startS: Math.min(state.startS, record.startS),
    phases: new Map(state.phases).set(phase, record),
  };
}

/** Begun again, a phase runs on from its first begin: shards and ranks overlap. */
function begun(before: PhaseRecord | undefined, atS: number): PhaseRecord {
  return before === undefined
    ? { startS: atS, endS: null, outcome: 'ok', open: 1 }
    : { ...before, startS: Math.min(before.startS, atS), endS: null, open: before.open + 1 };
}

function endedOnce(record: PhaseRecord, atS: number, outcome: Outcome): PhaseRecord {
  const open = Math.max(0, record.open - 1);
  return {
    startS: record.startS,
    endS: open > 0 ? null : Math.max(record.startS, atS),
    outcome: worse(record.outcome, outcome),
    open,
  };
}

function recorded(
  before: PhaseRecord | undefined,
  span: { readonly startS: number; readonly endS: number; readonly outcome: Outcome },
): PhaseRecord {
  if (before === undefined) {
    return { startS: span.startS, endS: span.endS, outcome: span.outcome, open: 0 };
  }
  return {
    startS: Math.min(before.startS, span.startS),
    endS: before.endS === null ? null : Math.max(before.endS, span.endS),
    outcome: worse(before.outcome, span.outcome),
    open: before.open,
  };
}

function worse(a: Outcome, b: Outcome): Outcome {
  return a === 'failed' || b === 'failed' ? 'failed' : 'ok';
}

function over(state: LoadState, atS: number, outcome: Outcome, error: string): LoadState {
  const phases = new Map(state.phases);
  for (const [phase, record] of phases) {
    if (record.endS === null) {
      phases.set(phase, {
        startS: record.startS,
        endS: Math.max(record.startS, atS),
        outcome: worse(record.outcome, outcome),
        open: 0,
      });
    }
  }
  const marks = new Map(state.marks).set(outcome === 'ok' ? 'model_ready' : 'failed', atS);
  return { ...state, phases, marks, result: { outcome, atS, error } };
}
