import { useMemo } from 'react';
import type { Timeline } from '@coldstart/timeline';
import {
  chartQueue,
  heightOfRows,
  hitRow,
  layoutPlot,
  layoutRows,
  msAt,
  pictureRow,
  rightOf,
  rowAt,
  rowsBetween,
  type Hit,
  type Plot,
  type QueueChart,
  type Row,
  type RowPicture,
} from '../layout';

export interface View {
  readonly fromMs: number;
  readonly toMs: number;
  /** Nothing is known beyond it. */
  readonly nowS: number;
}

export interface ChartLayout {
  readonly plot: Plot;
  readonly rowsHeight: number;
  /** Rows that end below the window. */
  readonly below: number;
  /** Those in the window. */
  readonly pictures: readonly RowPicture[];
  readonly depth: QueueChart | null;
  readonly wait: QueueChart | null;
  /** What lies at a point of the panel; boxes of rows are moved to where they are on the panel. */
  readonly hitAt: (x: number, y: number) => Hit | null;
}

export function useChartLayout(
  timeline: Timeline,
  view: View,
  width: number,
  height: number,
  scrollTop: number,
): ChartLayout {
  const { coldStarts, queues } = timeline;
  const { fromMs, toMs, nowS } = view;
  const rows = useMemo(() => layoutRows(coldStarts), [coldStarts]);
  const rowsHeight = heightOfRows(rows);
  const hasQueue = queues.length > 0;
  const plot = useMemo(
    () => layoutPlot({ width, height, rowsHeight, hasQueue, fromMs, toMs }),
    [width, height, rowsHeight, hasQueue, fromMs, toMs],
  );
  const pictures = useMemo(() => {
    const [first, end] = rowsBetween(rows, scrollTop, scrollTop + plot.rows.height);
    return coldStarts.slice(first, end).flatMap((coldStart, i) => {
      const row = rows[first + i];
      return row ? [pictureRow(coldStart, row, plot.scale, nowS)] : [];
    });
  }, [coldStarts, rows, plot, scrollTop, nowS]);
  const [depth, wait] = useMemo(() => {
    if (!hasQueue) return [null, null];
    return [
      chartQueue(
        queues,
        (track) => track.depth.map(({ atS, requests }) => ({ atS, value: requests })),
        plot.depth,
        plot.scale,
        true,
      ),
      chartQueue(
        queues,
        (track) => track.waitP95.map(({ atS, seconds }) => ({ atS, value: seconds })),
        plot.wait,
        plot.scale,
        false,
      ),
    ];
  }, [hasQueue, queues, plot]);

  const hitAt = useMemo(
    () => (x: number, y: number) => {
      if (y < plot.rows.height) return hitRows(rows, pictures, plot, scrollTop, x, y);
      const inQueue = hasQueue && y < plot.axis.y && x >= plot.scale.left && x <= rightOf(plot.scale);
      if (!inQueue) return null;
      const box = { x: 0, y: 0, width: 0, height: 0 };
      return { kind: 'queue' as const, tracks: queues, atS: msAt(plot.scale, x) / 1000, box };
    },
    [rows, pictures, plot, scrollTop, hasQueue, queues],
  );
  const bottom = scrollTop + plot.rows.height;
  const below = rows.length - rowsBetween(rows, 0, bottom)[1] + cutOff(rows, bottom);
  return { plot, rowsHeight, below, pictures, depth, wait, hitAt };
}

/** 1 if a row is cut in two by the lower edge of the window so that its figures cannot be read. */
function cutOff(rows: readonly Row[], bottom: number): number {
  const index = rowAt(rows, bottom - 1);
  const row = index === null ? undefined : rows[index];
  return row && row.top + row.height > bottom + row.height / 4 ? 1 : 0;
}

function hitRows(
  rows: readonly Row[],
  pictures: readonly RowPicture[],
  plot: Plot,
  scrollTop: number,
  x: number,
  y: number,
): Hit | null {
  const index = rowAt(rows, y + scrollTop);
  if (index === null) return null;
  const picture = pictures.find(({ row }) => row === rows[index]);
  const hit = picture ? hitRow(picture, x, y + scrollTop, plot.scale.left) : null;
  return hit && { ...hit, box: { ...hit.box, y: hit.box.y - scrollTop } };
}
