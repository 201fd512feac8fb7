import { ATTRIBUTES } from '@coldstart/conventions';
import type { AbandonedLoad } from '../journal/index.js';
import { loadAttributes } from './identity.js';
import type { Labels, Observation } from './observation.js';

/** Value of the `phase` attribute where a load died between two phases. */
const NO_PHASE = 'none';

/** What is shown of an earlier attempt that died: when it began, when and where it ended. `pod`: see `podAttributes`. */
export function abandonedObservations(abandoned: AbandonedLoad, pod: Labels): Observation[] {
  const { state, atS, phase, reason } = abandoned;
  const base = loadAttributes(pod, state);
  const mark = (name: string, value: number): Observation => ({
    metric: 'MARK_TIMESTAMP',
    value,
    attributes: { ...base, [ATTRIBUTES.MARK.name]: name },
  });
  const startedS = state.marks.get('process_started');
  return [
    {
      metric: 'LOAD_ABANDONED_TIMESTAMP',
      value: atS,
      attributes: {
        ...base,
        [ATTRIBUTES.PHASE.name]: phase ?? NO_PHASE,
        [ATTRIBUTES.REASON.name]: reason,
      },
    },
    ...(startedS === undefined ? [] : [mark('process_started', startedS)]),
    mark('failed', atS),
  ];
}
