import type { Notes } from '../notes/index.js';
import type { Signal } from '../signals/index.js';
import type { Reading } from './identity.js';
import { forEachSample, type Sample } from './samples.js';

/** Unix milliseconds are above it; Unix seconds stay below it until the year 5138. */
const ABSURD_S = 1e11;

/** A device is told by its pod. */
function speaksOf({ speaksOf: subject = 'pod' }: Signal): string {
  return subject === 'node' || subject === 'workload' ? subject : 'pod';
}

function subjectOf({ who }: Reading): string {
  return who.pod || who.node || who.workload;
}

/** Visits the samples whose value can be a Unix time in seconds; the others get a note. */
export function forEachTime(
  reading: Reading,
  label: string,
  notes: Notes,
  visit: (sample: Sample) => void,
): void {
  const { signal } = reading;
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
      subjectOf(reading),
      (names) => `A value of ${signal.metric} of ${speaksOf(signal)} ${names} ${why}: ignored.`,
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
  const { signal } = reading;
  forEachRun(reading, label, (sample) => {
    if (sample.value >= 0 && sample.value < Infinity) {
      visit(sample);
      return;
    }
    notes.add(
      'ignored',
      `${signal.metric} no amount`,
      subjectOf(reading),
      (names) =>
        `A value of ${signal.metric} of ${speaksOf(signal)} ${names} is negative or infinite: ignored.`,
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
