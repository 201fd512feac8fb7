import type { Interval } from '../history/index.js';
import type { QueueImpact } from '../impact/index.js';
import type { ColdStart } from '../model.js';
import type { WhatIf, WhatIfTogether } from './answer.js';
import { whatIf } from './what-if.js';

/** What each remedy would have made of the cold starts of a scale-up, or of any. */
export function whatIfTogether(
  coldStarts: readonly ColdStart[],
  history: readonly ColdStart[],
  impacts: readonly QueueImpact[] = [],
): WhatIfTogether[] {
  const byRemedy = new Map<WhatIf['remedy'], { coldStart: ColdStart; answer: WhatIf }[]>();
  for (const coldStart of coldStarts) {
    for (const answer of whatIf(coldStart, history, impacts)) {
      const answers = byRemedy.get(answer.remedy) ?? [];
      answers.push({ coldStart, answer });
      byRemedy.set(answer.remedy, answers);
    }
  }
  return [...byRemedy].map(([remedy, answers]) => {
    const estimates = answers.flatMap(({ coldStart, answer }) =>
      answer.kind === 'estimate' ? [{ coldStart, answer }] : [],
    );
    const savedGpuS = estimates.flatMap(({ answer }) => answer.savedGpuS ?? []);
    const known = estimates.length > 0;
    return {
      remedy,
      estimated: estimates.length,
      of: coldStarts.length,
      lastReadyS: known
        ? endByEnd(
            estimates.map(({ answer }) => answer.readyS),
            (a, b) => Math.max(a, b),
          )
        : null,
      lastWasReadyS: known ? Math.max(...estimates.map(({ coldStart }) => coldStart.endS)) : null,
      savedS: known
        ? endByEnd(
            estimates.map(({ answer }) => answer.savedS),
            add,
          )
        : null,
      savedGpuS: known && savedGpuS.length === estimates.length ? endByEnd(savedGpuS, add) : null,
      silent: [
        ...new Set(answers.flatMap(({ answer }) => (answer.kind === 'silent' ? [answer.why] : []))),
      ].sort(),
    };
  });
}

const add = (a: number, b: number): number => a + b;

function endByEnd(intervals: readonly Interval[], join: (a: number, b: number) => number): Interval {
  return intervals.reduce((a, b) => ({
    low: join(a.low, b.low),
    median: join(a.median, b.median),
    high: join(a.high, b.high),
  }));
}
