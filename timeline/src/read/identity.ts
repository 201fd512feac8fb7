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

/** The same reading in a namespace that its own labels do not tell. */
export function inNamespace(reading: Reading, namespace: string): Reading {
  return { ...reading, who: { ...reading.who, namespace } };
}
