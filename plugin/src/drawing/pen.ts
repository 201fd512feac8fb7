import type { Box, Measure } from '../layout';

/** The parts of a canvas context that hatch, write and outline on whole pixels. */
export type Pen = CanvasRenderingContext2D;

/** Sizes a canvas for the screen's pixels and returns a context in CSS pixels, cleared; null where there is none. */
export function penFor(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  pixelRatio: number,
): Pen | null {
  const deviceWidth = Math.max(1, Math.round(width * pixelRatio));
  const deviceHeight = Math.max(1, Math.round(height * pixelRatio));
  if (canvas.width !== deviceWidth) canvas.width = deviceWidth;
  if (canvas.height !== deviceHeight) canvas.height = deviceHeight;
  const pen = canvas.getContext('2d');
  pen?.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  pen?.clearRect(0, 0, width, height);
  return pen;
}

export function measureWith(pen: Pen): Measure {
  return (text) => pen.measureText(text).width;
}

export function clipTo(pen: Pen, box: Box, draw: () => void): void {
  pen.save();
  pen.beginPath();
  pen.rect(box.x, box.y, box.width, box.height);
  pen.clip();
  draw();
  pen.restore();
}

/** Diagonal lines on one grid for the whole canvas, so that neighbouring boxes continue each other. */
export function hatch(pen: Pen, box: Box, colour: string, spacing: number, lineWidth: number): void {
  clipTo(pen, box, () => {
    pen.beginPath();
    const start = Math.floor((box.x + box.y) / spacing) * spacing;
    const end = box.x + box.width + box.y + box.height;
    for (let sum = start; sum <= end + spacing; sum += spacing) {
      pen.moveTo(sum - box.y, box.y);
      pen.lineTo(sum - box.y - box.height, box.y + box.height);
    }
    pen.strokeStyle = colour;
    pen.lineWidth = lineWidth;
    pen.stroke();
  });
}

/** An outline that stays inside its box and sharp. */
export function outline(pen: Pen, box: Box, colour: string, dash: readonly number[] = []): void {
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.setLineDash([...dash]);
  pen.strokeRect(box.x + 0.5, box.y + 0.5, Math.max(0, box.width - 1), Math.max(0, box.height - 1));
  pen.setLineDash([]);
}

export function vertical(
  pen: Pen,
  x: number,
  top: number,
  bottom: number,
  colour: string,
  width = 1,
  dash: readonly number[] = [],
): void {
  const sharp = width % 2 === 1 ? Math.round(x - 0.5) + 0.5 : Math.round(x);
  pen.beginPath();
  pen.moveTo(sharp, top);
  pen.lineTo(sharp, bottom);
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.setLineDash([...dash]);
  pen.stroke();
  pen.setLineDash([]);
}

export function horizontal(pen: Pen, y: number, left: number, right: number, colour: string): void {
  pen.fillStyle = colour;
  pen.fillRect(left, Math.round(y), right - left, 1);
}

export function write(
  pen: Pen,
  text: string,
  x: number,
  y: number,
  colour: string,
  align: CanvasTextAlign = 'left',
): void {
  pen.fillStyle = colour;
  pen.textAlign = align;
  pen.textBaseline = 'middle';
  pen.fillText(text, x, y);
}
