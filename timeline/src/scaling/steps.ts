import type { Notes } from '../notes/index.js';
import { forEachSample, type Identity, type Reading } from '../read/index.js';
import type { Meaning, Signal } from '../signals/index.js';

/** The values of one thing over time, ascending. */
export interface SteppedValues {
  readonly signal: Signal;
  readonly who: Identity;
  readonly values: readonly { readonly atS: number; readonly value: number }[];
}

/** One track per metric, namespace, workload and whatever else names what is told; by these. */
export function readSteps(
  readings: readonly Reading[],
  of: (meaning: Meaning) => boolean,
  notes: Notes,
): SteppedValues[] {
  const tracks = new Map<string, { signal: Signal; who: Identity; values: Map<number, number> }>();
  for (const { signal, who, series } of readings) {
    if (!of(signal.meaning)) continue;
    // Exporters come and go with names of their own; only a trigger is named by its reporter.
    const name = signal.meaning.kind === 'trigger_value' ? who.reporter : '';
    const key = JSON.stringify([who.namespace, who.workload, name, signal.metric]);
    const track = tracks.get(key) ?? { signal, who, values: new Map<number, number>() };
    tracks.set(key, track);
    forEachSample(series, (atS, value) => {
      if (Number.isFinite(value) && value >= 0) {
        track.values.set(atS, Math.max(track.values.get(atS) ?? 0, value));
        return;
      }
      notes.add(
        'ignored',
        `${signal.metric} no amount`,
        who.workload,
        (workloads) => `A value of ${signal.metric} of ${workloads} is negative or infinite: ignored.`,
      );
    });
  }
  return [...tracks]
    .sort((a, b) => (a[0] < b[0] ? -1 : 1))
    .map(([, { signal, who, values }]) => ({
      signal,
      who,
      values: [...values].sort((a, b) => a[0] - b[0]).map(([atS, value]) => ({ atS, value })),
    }));
}
