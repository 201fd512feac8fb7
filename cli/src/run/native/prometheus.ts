import type { Phase } from '@coldstart/conventions';
import { samplesOf } from './exposition.js';
import type { ExposedSample } from './exposition.js';
import type { Extent, NativeFigure } from './figure.js';

/** A metric that tells how long a part of the start-up took. */
export interface MetricRow {
  readonly metric: string;
  /** Seconds in one unit of it. */
  readonly unitS: number;
  /** Of a histogram the mean counts: one server starts each replica once. */
  readonly type: 'gauge' | 'histogram';
  readonly extent: Extent;
  /** `null`: the start-up as a whole. */
  readonly phase: Phase | null;
  /** Only the series with this label, where the metric tells several things. */
  readonly where?: readonly [label: string, value: string];
  /** The label that names the model, where there are several. */
  readonly model?: string;
  /** The label that names parts that follow each other, so that they add up. */
  readonly parts?: string;
}

/**
 * The figures on a metrics page. Of ranks and workers the slowest counts, as the others wait for it. A figure of 0 is of
 * something that did not happen, or of a version that exposes the metric and never sets it.
 */
export function figuresOf(page: string, rows: readonly MetricRow[]): NativeFigure[] {
  return rows.flatMap((row) => {
    const [label, wanted] = row.where ?? [];
    const samples = measured(page, row).filter(
      ({ labels }) => label === undefined || labels[label] === wanted,
    );
    const byModel = Map.groupBy(samples, ({ labels }) =>
      row.model === undefined ? '' : (labels[row.model] ?? ''),
    );
    return [...byModel].flatMap(([model, ofModel]): NativeFigure[] => {
      const byPart = Map.groupBy(ofModel, ({ labels }) =>
        row.parts === undefined ? '' : (labels[row.parts] ?? ''),
      );
      const seconds = [...byPart.values()]
        .map((ofPart) => Math.max(...ofPart.map(({ value }) => value)) * row.unitS)
        .reduce((sum, part) => sum + part, 0);
      return seconds > 0
        ? [
            {
              phase: row.phase,
              extent: row.extent,
              seconds,
              model: model === '' ? null : model,
              source: nameOf(row),
            },
          ]
        : [];
    });
  });
}

function measured(page: string, { metric, type }: MetricRow): ExposedSample[] {
  if (type === 'gauge') {
    return samplesOf(page, metric);
  }
  const counts = samplesOf(page, `${metric}_count`);
  return samplesOf(page, `${metric}_sum`).flatMap(({ labels, value }) => {
    const same = counts.find((count) => JSON.stringify(count.labels) === JSON.stringify(labels));
    return same !== undefined && same.value > 0 ? [{ labels, value: value / same.value }] : [];
  });
}

function nameOf({ metric, where }: MetricRow): string {
  return where === undefined ? metric : `${metric}{${where[0]}="${where[1]}"}`;
}
