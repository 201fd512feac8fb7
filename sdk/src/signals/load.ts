import { ATTRIBUTES } from '@coldstart/conventions';
import type { MetricKey } from '@coldstart/conventions';
import type { LoadState } from '../load/index.js';
import type { Labels, Observation } from './observation.js';

/** Every value that a load shows at this moment, `base` on each. */
export function loadObservations(state: LoadState, base: Labels): Observation[] {
  const seen: Observation[] = [];
  const add = (metric: MetricKey, value: number, more: Labels = {}): void => {
    seen.push({ metric, value, attributes: { ...base, ...more } });
  };
  for (const [mark, atS] of state.marks) {
    add('MARK_TIMESTAMP', atS, { [ATTRIBUTES.MARK.name]: mark });
  }
  for (const [phase, record] of state.phases) {
    add('PHASE_START_TIMESTAMP', record.startS, { [ATTRIBUTES.PHASE.name]: phase });
    if (record.endS !== null) {
      add('PHASE_END_TIMESTAMP', record.endS, {
        [ATTRIBUTES.PHASE.name]: phase,
        [ATTRIBUTES.OUTCOME.name]: record.outcome,
      });
    }
  }
  const server = state.server === '' ? {} : { [ATTRIBUTES.SERVER.name]: state.server };
  add('LOAD_IN_PROGRESS_START_TIMESTAMP', state.result === null ? state.startS : 0, server);
  if (state.result !== null) {
    const ended = {
      [ATTRIBUTES.OUTCOME.name]: state.result.outcome,
      [ATTRIBUTES.WEIGHTS_SOURCE.name]: state.weightsSource,
      ...server,
    };
    add('LOAD_LAST_DURATION', Math.max(0, state.result.atS - state.startS), ended);
    add('LOAD_COMPLETED_TIMESTAMP', state.result.atS, ended);
  }
  for (const phase of state.missingPhases.filter((missing) => !state.phases.has(missing))) {
    add('PROFILE_MISSING_PHASES', 1, { [ATTRIBUTES.PHASE.name]: phase });
  }
  if (state.bytes !== null) {
    add('LOAD_BYTES', state.bytes);
  }
  if (state.expectedBytes !== null) {
    add('LOAD_EXPECTED_BYTES', state.expectedBytes);
  }
  return seen;
}
