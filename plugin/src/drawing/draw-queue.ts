import { fitting, type Plot, type PlottedPoint, type QueueChart } from '../layout';
import { durationWords, hasBothKinds, queueKindWords, waitBucketWords, type Clock } from '../words';
import { seeThrough, type Palette } from './palette';
import { clipTo, horizontal, measureWith, vertical, write, type Pen } from './pen';

type Peak = NonNullable<QueueChart['peak']>;

export interface QueueChartStyle {
  readonly title: string;
  readonly unit: string;
  readonly colourOf: (index: number) => string;
  /** A depth holds until the next sample; a wait belongs to the step before its time. */
  readonly shape: 'steps' | 'line';
  readonly tick: (value: number) => string;
  readonly peak: (peak: Peak) => string;
}

export function depthStyle(palette: Palette, several: boolean): QueueChartStyle {
  return {
    title: 'Queue depth',
    unit: 'requests',
    colourOf: (index) => (several ? colourOfQueue(palette, index) : palette.depth),
    shape: 'steps',
    tick: (value) => String(value),
    peak: ({ value }) => `peak ${value}`,
  };
}

export function waitStyle(palette: Palette, several: boolean): QueueChartStyle {
  return {
    title: 'Queue wait',
    unit: 'p95',
    colourOf: (index) => (several ? colourOfQueue(palette, index) : palette.wait),
    shape: 'line',
    tick: durationWords,
    // The value is only where the line is drawn: the bucket is what is known.
    peak: ({ track, atS, value }) => {
      const point = track.waitP95.find((wait) => wait.atS === atS);
      return `peak ${point ? waitBucketWords(point) : durationWords(value)}`;
    },
  };
}

export function colourOfQueue(palette: Palette, index: number): string {
  return palette.queues[index % palette.queues.length] ?? palette.depth;
}

export function drawQueueChart(
  pen: Pen,
  chart: QueueChart,
  plot: Plot,
  style: QueueChartStyle,
  clock: Clock,
  palette: Palette,
): void {
  const { box, series, ticks, peak } = chart;
  const bottom = box.y + box.height;
  const right = box.x + box.width;
  pen.font = palette.font(10);
  const measure = measureWith(pen);
  let labelled = Infinity;
  for (const { value, y } of ticks) {
    horizontal(pen, y, box.x, right, palette.grid);
    if (labelled - y < 11) continue;
    write(pen, style.tick(value), box.x - 6, y, palette.quiet, 'right');
    labelled = y;
  }

  clipTo(pen, { x: box.x, y: box.y - 2, width: box.width, height: box.height + 3 }, () => {
    series.forEach(({ pieces }, index) => {
      const colour = style.colourOf(index);
      for (const piece of pieces) drawPiece(pen, piece, bottom, colour, style.shape);
    });
  });

  pen.font = palette.font(11, 500);
  const title = fitting([style.title, style.title.split(' ')[1] ?? ''], plot.gutterWidth - 40, measure);
  write(pen, title ?? '', 8, box.y + box.height / 2 - 7, palette.text);
  pen.font = palette.font(10);
  write(pen, style.unit, 8, box.y + box.height / 2 + 6, palette.quiet);
  pen.fillStyle = style.colourOf(0);
  pen.fillRect(0, box.y + 2, 3, Math.max(0, box.height - 4));

  if (series.every(({ pieces }) => pieces.length === 0)) {
    const text = `${style.title.toLowerCase()} not observable: no samples in this time range`;
    write(pen, text, box.x + 8, box.y + box.height / 2, palette.quiet);
    return;
  }
  if (peak) {
    const index = series.findIndex(({ track }) => track === peak.track);
    vertical(pen, peak.x, peak.y, bottom, seeThrough(style.colourOf(index), 0.5), 1, [2, 2]);
    pen.beginPath();
    pen.arc(peak.x, peak.y, 3, 0, 2 * Math.PI);
    pen.fillStyle = style.colourOf(index);
    pen.fill();
    const where = hasBothKinds(series.map(({ track }) => track))
      ? `, ${queueKindWords(peak.track.kind)}`
      : '';
    const label = `${style.peak(peak)} at ${clock.toSecond(peak.atS)}${where}`;
    pen.font = palette.font(10, 500);
    const width = pen.measureText(label).width;
    const fitsRight = peak.x + 8 + width <= right;
    const x = fitsRight ? peak.x + 7 : Math.max(box.x + width, peak.x - 7);
    write(pen, label, x, peak.y - 7, palette.text, fitsRight ? 'left' : 'right');
  }
}

function drawPiece(
  pen: Pen,
  piece: readonly PlottedPoint[],
  bottom: number,
  colour: string,
  shape: QueueChartStyle['shape'],
): void {
  const [first] = piece;
  const last = piece[piece.length - 1];
  if (!first || !last) return;
  if (first === last) {
    pen.fillStyle = colour;
    pen.fillRect(first.x - 1.5, first.y - 1.5, 3, 3);
    return;
  }
  const trace = () => {
    pen.moveTo(first.x, first.y);
    let before = first;
    for (const point of piece.slice(1)) {
      if (shape === 'steps') pen.lineTo(point.x, before.y);
      pen.lineTo(point.x, point.y);
      before = point;
    }
  };
  pen.beginPath();
  trace();
  pen.lineTo(last.x, bottom);
  pen.lineTo(first.x, bottom);
  pen.closePath();
  pen.fillStyle = seeThrough(colour, shape === 'steps' ? 0.3 : 0.1);
  pen.fill();
  pen.beginPath();
  trace();
  pen.strokeStyle = colour;
  pen.lineWidth = 1.5;
  pen.lineJoin = 'round';
  pen.stroke();
}
