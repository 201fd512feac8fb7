import type { Notes } from '../notes/index.js';
import type { Reading } from './identity.js';
import { forEachSample, type Sample } from './samples.js';

/** Unix milliseconds are above it; Unix seconds stay below it until the year 5138. */
const ABSURD_S = 1e11;

/** Visits the samples whose value can be a Unix time in seconds; the others get a note. */
export function forEachTime(
  reading: Reading,
  label: string,
  notes: Notes,
  visit: (sample: Sample) => void,
): void {
  const { signal, who } = reading;
  forEachRun(reading, label, (sample) => {
    const { value } = sample;
    if (value > 0 && value < ABSURD_S) {
      visit(sample);
      return;
    }
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
  reading: Reading,
  label: string,
  notes: Notes,
  visit: (sample: Sample) => void,
): void {
  const { signal, who } = reading;
  forEachRun(reading, label, (sample) => {
    if (sample.value >= 0 && sample.value < Infinity) {
      visit(sample);
      return;
    }
    notes.add(
      'ignored',
      `${signal.metric} no amount`,
      who.pod,
      (pods) => `A value of ${signal.metric} of pod ${pods} is negative or infinite: ignored.`,
    );
  });
}

/**
 * Visits the latest sample of each run of equal values. A fact hardly ever changes, and of a value only the latest
 * sample matters, so thousands of samples in steps come down to one.
 */
function forEachRun({ signal, series }: Reading, label: string, visit: (sample: Sample) => void): void {
  let latestS = Number.NaN;
  let running = Number.NaN;
  const flush = (): void => {
    if (!Number.isNaN(running)) visit({ timeS: latestS, value: running, label, signal });
  };
  forEachSample(series, (timeS, value) => {
    if (value === running) {
      if (timeS > latestS) latestS = timeS;
      return;
    }
    flush();
    running = value;
    latestS = timeS;
  });
  flush();
}
