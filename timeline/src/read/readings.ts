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
  // Made in its full length: to grow by half a million costs more than all else that is done at a refresh.
  const readings = new Array<Reading>(series.length);
  let count = 0;
  for (let i = 0; i < series.length; i++) {
    const before = known[i];
    if (before) {
      readings[count++] = before;
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
    readings[count++] = reading;
    known[i] = reading;
  }
  readings.length = count;
  return readings;
}
