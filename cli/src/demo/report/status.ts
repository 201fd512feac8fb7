import type { PodRecord } from '../cluster/index.js';

/** One line about the run. */
export function statusLine(
  elapsedS: number,
  stage: string,
  pods: readonly Pick<PodRecord, 'readyS' | 'step'>[],
  waiting: number,
  lastWaitS: number,
): string {
  const ready = pods.filter((pod) => pod.readyS !== null).length;
  const steps = new Map<string, number>();
  for (const { readyS, step } of pods) {
    if (readyS === null) steps.set(step, (steps.get(step) ?? 0) + 1);
  }
  const loading = [...steps].map(([step, count]) => `${count} ${step}`).join(', ');
  return [
    `${Math.round(elapsedS)} s`.padStart(5),
    stage,
    `${ready} ready${loading === '' ? '' : `, ${loading}`}`,
    `${waiting} waiting${waiting > 0 ? ` (last wait ${lastWaitS.toFixed(1)} s)` : ''}`,
  ].join(' | ');
}
