import type { ScaleDecision } from '../model.js';
import type { Notes } from '../notes/index.js';
import type { Reading } from '../read/index.js';
import { readSteps } from './steps.js';

/**
 * Every change of a number of replicas that samples show. Nobody dates it, so it came after the sample before. Where
 * two scrapers tell the same moment, the greater number counts.
 */
export function scaleDecisions(readings: readonly Reading[], notes: Notes): ScaleDecision[] {
  const decisions: ScaleDecision[] = [];
  const steps = readSteps(readings, ({ kind }) => kind === 'replicas', notes);
  for (const { signal, who, values } of steps) {
    if (signal.meaning.kind !== 'replicas') continue;
    let before: { atS: number; value: number } | undefined;
    for (const now of values) {
      if (before && before.value !== now.value) {
        decisions.push({
          atS: now.atS,
          resolutionS: now.atS - before.atS,
          namespace: who.namespace,
          workload: who.workload,
          what: signal.meaning.what,
          from: before.value,
          to: now.value,
          source: signal.source,
          metric: signal.metric,
        });
      }
      before = now;
    }
  }
  const order = ({ namespace, workload, metric }: ScaleDecision): string =>
    JSON.stringify([namespace, workload, metric]);
  return decisions.sort((a, b) => a.atS - b.atS || (order(a) < order(b) ? -1 : 1));
}
