import type { Notes } from '../notes/index.js';
import type { Series } from '../series.js';
import { withoutExporterPods } from './exporter-layout.js';
import { spell } from './spelling.js';
import { fillNamespaces, identify, isNamed, namingLabels, type Reading } from './identity.js';

/** The series whose metric the table of signals knows, with what they speak of. The others get a note. */
export function readSeries(series: readonly Series[], notes: Notes): Reading[] {
  const readings: Reading[] = [];
  for (const one of series) {
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
    readings.push({ signal, who, series: its });
  }
  return fillNamespaces(withoutExporterPods(readings));
}
