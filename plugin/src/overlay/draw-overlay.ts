import { outline, penFor, seeThrough, vertical, write, type Palette } from '../drawing';
import { rightOf, xOfMs, type Box, type Plot } from '../layout';
import type { Clock } from '../words';

/** What follows the pointer: drawn on a canvas of its own, so that the chart below stays as it is. */
export interface OverlayState {
  /** Of this panel's pointer or of another panel's. */
  readonly crosshairMs: number | null;
  /** What the pointer is on, in the coordinates of the panel. */
  readonly hovered: Box | null;
  /** While a range is dragged. */
  readonly selection: { readonly fromX: number; readonly toX: number } | null;
}

export function drawOverlay(
  canvas: HTMLCanvasElement,
  plot: Plot,
  state: OverlayState,
  palette: Palette,
  clock: Clock,
  pixelRatio: number,
): void {
  const pen = penFor(canvas, plot.width, plot.height, pixelRatio);
  if (!pen) return;
  const { scale, axis } = plot;
  const { crosshairMs, hovered, selection } = state;
  if (selection) {
    const x = Math.min(selection.fromX, selection.toX);
    const box = { x, y: 0, width: Math.abs(selection.toX - selection.fromX), height: axis.y };
    pen.fillStyle = seeThrough(palette.text, 0.12);
    pen.fillRect(box.x, box.y, box.width, box.height);
    outline(pen, box, palette.quiet);
  }
  if (hovered && !selection) {
    pen.strokeStyle = palette.text;
    pen.lineWidth = 1.5;
    pen.strokeRect(hovered.x - 0.5, hovered.y - 0.5, hovered.width + 1, hovered.height + 1);
  }
  if (crosshairMs === null) return;
  const x = xOfMs(scale, crosshairMs);
  if (x < scale.left || x > rightOf(scale)) return;
  vertical(pen, x, 0, axis.y, palette.quiet, 1, [3, 3]);
  pen.font = palette.font(11, 500);
  const label = clock.toSecond(crosshairMs / 1000);
  const width = pen.measureText(label).width + 8;
  const left = Math.min(Math.max(0, x - width / 2), plot.width - width);
  pen.fillStyle = palette.text;
  pen.fillRect(left, axis.y + 2, width, axis.height - 3);
  write(pen, label, left + width / 2, axis.y + axis.height / 2 + 1, palette.background, 'center');
}
