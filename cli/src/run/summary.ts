import { PHASE_NAMES, PHASES } from '@coldstart/conventions';
import type { ReadyLoad } from './live/index.js';

/** One line about a load that is ready, the longest phases first. */
export function readyLine({ model, startedS, readyS, phases }: ReadyLoad, server: string): string {
  const parts = PHASE_NAMES.flatMap((phase) => {
    const seen = phases.get(phase);
    return seen === undefined ? [] : [{ phase, lengthS: (seen.endS ?? readyS) - seen.startS }];
  })
    .sort((a, b) => b.lengthS - a.lengthS)
    .map(({ phase, lengthS }) => `${PHASES[phase].title.toLowerCase()} ${seconds(lengthS)}`);
  return `${server} is ready with "${model}" after ${seconds(readyS - startedS)}: ${parts.join(', ') || 'no phase was seen'}`;
}

/** What is to be said of phases that were expected and not seen; `null` for nothing. */
export function missingLine({ missing }: ReadyLoad, title: string): string | null {
  return missing.length === 0
    ? null
    : `${title} always tells of ${missing.join(', ')}, but did not: its log may have changed, or its level hides it (coldstart_profile_missing_phases)`;
}

function seconds(s: number): string {
  return `${s.toFixed(1)} s`;
}
