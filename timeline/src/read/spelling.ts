import { prometheusName } from '@coldstart/conventions';
import type { Series } from '../series.js';
import { signalOf, type Signal } from '../signals/index.js';

/** A series whose row is known, spelled as the row spells it. */
export interface Spelled {
  readonly signal: Signal;
  readonly series: Series;
}

/**
 * One spelling for what reaches Prometheus on several ways; null where no row knows the metric. A translation from OTLP
 * may keep the dots of names and labels. All labels of an own series but those of its target are its own, so where
 * Prometheus renamed one, the renamed is meant.
 */
export function spell(series: Series): Spelled | null {
  const signal = signalOf(series.metric) ?? signalOf(prometheusName(series.metric));
  if (!signal) return null;
  const own = signal.source === 'coldstart';
  const names = Object.keys(series.labels);
  const asTold = names.every((name) => !name.includes('.') && !(own && name.startsWith(EXPORTED)));
  if (asTold && series.metric === signal.metric) return { signal, series };
  const labels: Record<string, string> = {};
  for (const name of names.sort((a, b) => precedence(a) - precedence(b))) {
    const value = series.labels[name] ?? '';
    const plain = prometheusName(own && name.startsWith(EXPORTED) ? name.slice(EXPORTED.length) : name);
    if (value !== '' || !(plain in labels)) labels[plain] = value;
  }
  return { signal, series: { ...series, metric: signal.metric, labels } };
}

const EXPORTED = 'exported_';

/** What comes later overrides. */
function precedence(name: string): number {
  return name.startsWith(EXPORTED) ? 2 : name.includes('.') ? 1 : 0;
}
