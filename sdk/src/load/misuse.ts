import { isMark, isPhase, MARK_NAMES, OUTCOMES, PHASE_NAMES, WEIGHTS_SOURCES } from '@coldstart/conventions';
import type { Mark, Phase } from '@coldstart/conventions';
import { quote } from '../quote.js';
import type { LoadState, Transition } from './state.js';

/** Marks that something else than `mark()` sets, and what. */
const SET_ELSEWHERE: Partial<Record<Mark, string>> = {
  process_started: 'it is set when the load starts',
  model_ready: 'call ready()',
  failed: 'call fail(error)',
};

/**
 * Says what is wrong with a transition in this state, or `null`. Callers may be plain JavaScript, so names are
 * checked although their types already say so.
 */
export function misuse(state: LoadState, transition: Transition): string | null {
  const over = state.result === null ? null : `the load of "${state.model}" is already ${ended(state)}`;
  switch (transition.type) {
    case 'begin':
      return over ?? phaseName(transition.phase) ?? moment(transition.atS);
    case 'end':
      return (
        over ??
        phaseName(transition.phase) ??
        outcome(transition.outcome) ??
        notRunning(state, transition) ??
        endsAfterStart(state, transition)
      );
    case 'record':
      return over ?? phaseName(transition.phase) ?? outcome(transition.outcome) ?? extent(transition);
    case 'progress':
      return (
        over ?? bytes('bytes', transition.bytes) ?? bytes('expectedBytes', transition.expectedBytes ?? 0)
      );
    case 'weights_source':
      return over ?? oneOf('weights source', transition.source, WEIGHTS_SOURCES);
    case 'mark':
      return markName(transition.mark) ?? alreadyMarked(state, transition.mark) ?? moment(transition.atS);
    case 'missing_phases':
      return phaseNames(transition.phases);
    case 'ready':
    case 'fail':
      return over ?? moment(transition.atS);
  }
}

function ended(state: LoadState): string {
  return state.result?.outcome === 'ok' ? 'ready' : 'failed';
}

function oneOf(what: string, value: unknown, known: readonly string[]): string | null {
  return known.includes(value as string)
    ? null
    : `unknown ${what} ${quote(value)}; known are ${known.join(', ')}`;
}

function phaseName(phase: string): string | null {
  return typeof phase === 'string' && isPhase(phase) ? null : oneOf('phase', phase, PHASE_NAMES);
}

function phaseNames(phases: readonly string[]): string | null {
  return Array.isArray(phases)
    ? (phases.map((phase: string) => phaseName(phase)).find((problem) => problem !== null) ?? null)
    : `needs a list of phases, got ${quote(phases)}`;
}

function outcome(value: string): string | null {
  return oneOf('outcome', value, OUTCOMES);
}

function markName(mark: string): string | null {
  if (typeof mark !== 'string' || !isMark(mark)) {
    return oneOf('mark', mark, MARK_NAMES);
  }
  const elsewhere = SET_ELSEWHERE[mark];
  return elsewhere === undefined ? null : `mark "${mark}" cannot be set by hand: ${elsewhere}`;
}

function alreadyMarked(state: LoadState, mark: Mark): string | null {
  return state.marks.has(mark) ? `mark "${mark}" is already set` : null;
}

function notRunning(state: LoadState, transition: { readonly phase: string }): string | null {
  const record = isPhase(transition.phase) ? state.phases.get(transition.phase) : undefined;
  if (record === undefined) {
    return `phase "${transition.phase}" ended without a begin`;
  }
  return record.open > 0 ? null : `phase "${transition.phase}" has already ended`;
}

function endsAfterStart(
  state: LoadState,
  { phase, atS }: { readonly phase: Phase; readonly atS: number },
): string | null {
  return extent({ phase, startS: state.phases.get(phase)?.startS ?? atS, endS: atS });
}

function extent({ phase, startS, endS }: { phase: string; startS: number; endS: number }): string | null {
  if (!Number.isFinite(startS) || !Number.isFinite(endS)) {
    return `phase "${phase}" needs a finite start and end in Unix seconds, got ${quote(startS)} and ${quote(endS)}`;
  }
  return endS < startS ? `phase "${phase}" ends at ${endS}, before its start at ${startS}` : null;
}

function moment(atS: number): string | null {
  return Number.isFinite(atS) ? null : `needs a finite time in Unix seconds, got ${quote(atS)}`;
}

function bytes(name: string, value: number): string | null {
  return Number.isFinite(value) && value >= 0
    ? null
    : `${name} must be a number from 0 on, got ${quote(value)}`;
}
