import type { Notes } from '../notes/index.js';
import type { Reading } from './identity.js';
import { forEachSample, type Sample } from './samples.js';

/** Unix milliseconds are above it; Unix seconds stay below it until the year 5138. */
const ABSURD_S = 1e11;

/** Visits the samples whose value can be a Unix time in seconds; the others get a note. */
export function forEachTime(
  { signal, series, who }: Reading,
  label: string,
  notes: Notes,
  visit: (sample: Sample) => void,
): void {
  forEachSample(series, (timeS, value) => {
    if (value > 0 && value < ABSURD_S) return visit({ timeS, value, label, signal });
    const why =
      value >= ABSURD_S && value < Infinity ? 'looks like milliseconds' : 'is no Unix time in seconds';
    notes.add(
      'ignored',
      `${signal.metric} ${why}`,
      who.pod,
      (pods) => `A value of ${signal.metric} of pod ${pods} ${why}: ignored.`,
    );
  });
}

/** Visits the samples whose value can be an amount; the others get a note. */
export function forEachAmount(
  { signal, series, who }: Reading,
  label: string,
  notes: Notes,
  visit: (sample: Sample) => void,
): void {
  forEachSample(series, (timeS, value) => {
    if (value >= 0 && value < Infinity) return visit({ timeS, value, label, signal });
    notes.add(
      'ignored',
      `${signal.metric} no amount`,
      who.pod,
      (pods) => `A value of ${signal.metric} of pod ${pods} is negative or infinite: ignored.`,
    );
  });
}
