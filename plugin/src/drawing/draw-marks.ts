import { MARKS } from '@coldstart/conventions';
import { fitting, rightOf, type RowPicture, type TimeScale } from '../layout';
import { GLYPHS } from './glyphs';
import { seeThrough, type Palette } from './palette';
import { measureWith, vertical, write, type Pen } from './pen';

/** Glyphs above the phases; those that bound the row's figures have stems through it. */
export function drawMarks(pen: Pen, { row, marks }: RowPicture, palette: Palette): void {
  const bottom = row.stripTop + row.strips * row.stripHeight;
  for (const { mark, x, glyphX } of marks) {
    const glyph = GLYPHS[mark];
    const colour = glyph.colour(palette);
    const bounds = mark === 'gpu_allocated' || mark === 'pod_ready';
    vertical(pen, x, row.marksY + 4, bounds ? bottom : row.lanesTop, seeThrough(colour, bounds ? 0.9 : 0.5));
    pen.save();
    pen.translate(glyphX, row.marksY);
    const path = new Path2D(glyph.path);
    pen.lineWidth = 1.5;
    pen.lineJoin = 'round';
    pen.strokeStyle = colour;
    pen.fillStyle = glyph.filled ? colour : palette.background;
    if (mark !== 'pod_ready' && mark !== 'failed') pen.fill(path);
    if (mark === 'failed' || mark === 'pod_ready') pen.lineWidth = 2;
    pen.stroke(path);
    pen.restore();
  }
}

/** How the row ends: a line of serving after ready, or in words what went wrong, at the place where it did. */
export function drawEnding(
  pen: Pen,
  { coldStart, row, serving }: RowPicture,
  endX: number,
  scale: TimeScale,
  palette: Palette,
): void {
  const middle = row.lanesTop + row.lanes.height / 2;
  pen.font = palette.font(10);
  if (serving) {
    pen.fillStyle = seeThrough(palette.tones.ok, 0.6);
    pen.fillRect(serving.x, Math.round(middle) - 1, serving.width, 2);
    const label = fitting(['serving'], serving.width - 30, measureWith(pen));
    if (label) {
      const width = pen.measureText(label).width;
      pen.fillStyle = palette.background;
      pen.fillRect(serving.x + 12, middle - 7, width + 8, 14);
      write(pen, label, serving.x + 16, middle + 0.5, palette.tones.ok);
    }
    return;
  }
  const { outcome } = coldStart;
  if (outcome.kind === 'ready' || outcome.kind === 'loading') return;
  if (endX < scale.left || endX > rightOf(scale)) return;
  const colour = palette.tones.error;
  const variants =
    outcome.kind === 'failed'
      ? [`${MARKS.failed.title}: ${outcome.reason}`, outcome.reason, 'failed']
      : ['lost: no sample since', 'lost'];
  vertical(pen, endX, row.lanesTop, row.lanesTop + row.lanes.height, colour, 2);
  pen.font = palette.font(11, 500);
  const label = fitting(variants, rightOf(scale) - endX - 12, measureWith(pen));
  if (label) write(pen, label, endX + 8, middle + 0.5, colour);
}
