import type { Phase } from '@coldstart/conventions';
import type { TimeZone } from '@grafana/schema';
import { fitting, xOf, type Plot, type QueueChart, type RowPicture } from '../layout';
import type { Clock } from '../words';
import { axisOf, drawAxis, drawGrid } from './draw-axis';
import { drawGutter } from './draw-gutter';
import { drawEnding, drawMarks } from './draw-marks';
import { depthStyle, drawQueueChart, waitStyle } from './draw-queue';
import { drawSpans } from './draw-spans';
import { drawStrips } from './draw-strip';
import { seeThrough, type Palette } from './palette';
import { clipTo, horizontal, measureWith, write, type Pen } from './pen';

/** Everything that the main canvas shows. It is drawn again when one of these changes, never for the pointer. */
export interface Chart {
  readonly plot: Plot;
  /** Those in the window. */
  readonly rows: readonly RowPicture[];
  readonly scrollTop: number;
  /** Rows below the window. */
  readonly below: number;
  readonly worstId: string | null;
  readonly depth: QueueChart | null;
  readonly wait: QueueChart | null;
  readonly only: Phase | 'unattributed' | null;
}

const INSTEAD_OF_QUEUE = {
  none: 'Queue not observable: no queue series in the answer of the queries.',
  no_room: 'Make the panel taller to see the queue.',
};

export function drawChart(pen: Pen, chart: Chart, palette: Palette, clock: Clock, timeZone: TimeZone): void {
  const { plot, rows, scrollTop, depth, wait } = chart;
  pen.font = palette.font(11);
  const axis = axisOf(plot, timeZone, measureWith(pen));
  drawGrid(pen, axis, plot, palette);
  clipTo(pen, plot.rows, () => {
    pen.translate(0, -scrollTop);
    for (const picture of rows) drawRow(pen, picture, chart, palette);
  });
  horizontal(pen, plot.rows.height - 1, 0, plot.width, palette.line);
  if (chart.below > 0) drawBelow(pen, chart, palette);
  if (plot.queue === 'charts' && depth && wait) {
    const several = depth.series.length > 1;
    drawQueueChart(pen, depth, plot, depthStyle(palette, several), clock, palette);
    drawQueueChart(pen, wait, plot, waitStyle(palette, several), clock, palette);
  } else {
    pen.font = palette.font(11);
    write(
      pen,
      INSTEAD_OF_QUEUE[plot.queue === 'none' ? 'none' : 'no_room'],
      8,
      plot.rows.height + 10,
      palette.quiet,
    );
  }
  drawAxis(pen, axis, plot, palette);
}

/** That there is more to scroll to, in words: scroll bars hide on some systems. */
function drawBelow(pen: Pen, { plot, below }: Chart, palette: Palette): void {
  pen.font = palette.font(11, 500);
  const text = fitting([`▾ ${below} more below`, `▾ ${below} more`], plot.gutterWidth - 8, measureWith(pen));
  if (text) write(pen, text, 8, plot.rows.height + 9, palette.text);
}

function drawRow(pen: Pen, picture: RowPicture, chart: Chart, palette: Palette): void {
  const { plot, worstId, only } = chart;
  const { row, coldStart } = picture;
  const { scale } = plot;
  if (row.top > 0) horizontal(pen, row.top, 0, plot.width, palette.grid);
  if (coldStart.id === worstId) {
    pen.fillStyle = seeThrough(palette.gap, 0.07);
    pen.fillRect(0, row.top + 1, plot.width, row.height - 1);
  }
  drawGutter(pen, coldStart, row, plot.gutterWidth, coldStart.id === worstId, palette);
  const area = { x: scale.left - 6, y: row.top, width: scale.width + 14, height: row.height };
  clipTo(pen, area, () => {
    drawEnding(pen, picture, xOf(scale, coldStart.endS), scale, palette);
    drawSpans(pen, picture, scale, palette, only);
    drawStrips(pen, picture, scale, palette);
    drawMarks(pen, picture, palette);
  });
}
