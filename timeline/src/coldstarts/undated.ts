import type { Notes } from '../notes/index.js';
import { deathIn, type LoadFacts } from '../read/index.js';
import { loadBeginsS } from './load-begin.js';

/** Names the attempts that the next one found dead, and whose begin nobody tells: they cannot be shown. */
export function noteUndatedDeaths(loads: readonly LoadFacts[], notes: Notes): void {
  for (const load of loads) {
    if (!deathIn(load) || !Number.isNaN(loadBeginsS(load, -Infinity))) continue;
    const { attempt } = load;
    notes.add(
      'missing',
      `undated attempt ${attempt}`,
      load.who.pod,
      (pods) => `Attempt ${attempt} of pod ${pods} died; when it began is not observable.`,
    );
  }
}
