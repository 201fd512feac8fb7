import type { Notes } from '../notes/index.js';
import type { Series } from '../series.js';
import { spell } from './spelling.js';
import { identify, isNamed, namingLabels, type Reading } from './identity.js';

/**
 * The series whose metric the table of signals knows, with what they speak of. The others get a note. `known` holds by
 * index what was read of a series before; what is read now is added to it.
 */
export function readSeries(
  series: readonly Series[],
  notes: Notes,
  known: (Reading | undefined)[] = [],
): Reading[] {
  const readings: Reading[] = [];
  for (let i = 0; i < series.length; i++) {
    const before = known[i];
    if (before) {
      readings.push(before);
      continue;
    }
    const one = series[i];
    if (!one) continue;
    const spelled = spell(one);
    if (!spelled) {
      const name = one.metric === '' ? 'without a name' : one.metric;
      notes.add(
        'ignored',
        'unknown metric',
        name,
        (names) => `Series of no known metric: ${names}; ignored.`,
      );
      continue;
    }
    const { signal, series: its } = spelled;
    const who = identify(signal, its);
    if (!isNamed(signal, who)) {
      const subject = signal.speaksOf ?? 'pod';
      const labels = namingLabels(signal).join(' or ');
      notes.add(
        'ignored',
        `no ${subject} ${labels}`,
        signal.metric,
        (names) => `Series of ${names} name no ${subject} (label ${labels}): ignored.`,
      );
      continue;
    }
    const reading = { signal, who, series: its };
    readings.push(reading);
    known[i] = reading;
  }
  return readings;
}
