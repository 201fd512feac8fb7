import type { Series } from '../series.js';
import type { LabelNames, Signal } from '../signals/index.js';

/** What a series speaks of. Empty where no label tells. */
export interface Identity {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly model: string;
  readonly uid: string;
  readonly node: string;
}

/** A series of a known metric. */
export interface Reading {
  readonly signal: Signal;
  readonly who: Identity;
  readonly series: Series;
}

export function identify(signal: Signal, series: Series): Identity {
  const field = (names: LabelNames): string => firstLabel(series.labels, names);
  const { labels } = signal;
  return {
    namespace: field(labels.namespace),
    pod: field(labels.pod),
    container: field(labels.container),
    model: field(labels.model),
    uid: field(labels.uid),
    node: field(labels.node),
  };
}

function firstLabel(labels: Readonly<Record<string, string>>, names: LabelNames): string {
  for (const name of names) {
    const value = labels[name];
    if (value) return value;
  }
  return '';
}

/**
 * Gives a reading without a namespace the one that the others know for its pod, where that is a single one. An SDK
 * that was not told its namespace joins its pod that way.
 */
export function fillNamespaces(readings: readonly Reading[]): Reading[] {
  const known = new Map<string, Set<string>>();
  for (const { who } of readings) {
    if (!who.namespace || !who.pod) continue;
    const namespaces = known.get(who.pod);
    if (namespaces) namespaces.add(who.namespace);
    else known.set(who.pod, new Set([who.namespace]));
  }
  return readings.map((reading) => {
    if (reading.who.namespace) return reading;
    const namespaces = known.get(reading.who.pod);
    if (namespaces?.size !== 1) return reading;
    const [namespace = ''] = namespaces;
    return { ...reading, who: { ...reading.who, namespace } };
  });
}
