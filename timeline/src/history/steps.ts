import type { ColdStart } from '../model.js';

/** When the dated steps of a cold start came, Unix seconds: `weights_load start`, `weights_load end`, `mark created`. */
export type Steps = ReadonlyMap<string, number>;

/**
 * Every begin and every end of a phase and every mark that a source reports. What is derived from something else adds
 * nothing. Of a phase that comes twice the first begin and the last end count.
 */
export function stepsOf({ phases, marks, startS }: ColdStart): Steps {
  const steps = new Map<string, number>();
  for (const { phase, startS: fromS, endS, state } of phases) {
    const start = `${phase} start`;
    const end = `${phase} end`;
    steps.set(start, Math.min(steps.get(start) ?? Infinity, fromS));
    if (state === 'ok') steps.set(end, Math.max(steps.get(end) ?? -Infinity, endS));
  }
  for (const [mark, { atS, estimated }] of Object.entries(marks)) {
    if (!estimated) steps.set(`mark ${mark}`, atS);
  }
  steps.set('begin', startS);
  return steps;
}
