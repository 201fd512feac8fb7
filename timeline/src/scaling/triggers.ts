import type { TriggerTrack } from '../model.js';
import type { Notes } from '../notes/index.js';
import type { Reading } from '../read/index.js';
import { readSteps } from './steps.js';

/** What the triggers of autoscalers have found */
export function triggerTracks(readings: readonly Reading[], notes: Notes): TriggerTrack[] {
  return readSteps(readings, ({ kind }) => kind === 'trigger_value', notes)
    .filter(({ values }) => values.length > 0)
    .map(({ signal, who, values }) => ({
      namespace: who.namespace,
      workload: who.workload,
      trigger: who.reporter,
      source: signal.source,
      values,
    }));
}
