import type { Phase } from '@coldstart/conventions';
import type { PhaseSpan } from '@coldstart/timeline';
import { type Box, fitting, rightOf, trimEnd, type Placed, type RowPicture, type TimeScale } from '../layout';
import { durationWords, phaseTitle } from '../words';
import { seeThrough, type Palette } from './palette';
import { measureWith, vertical, write, type Pen } from './pen';
import { SHORT_TITLES } from './short-titles';

const PADDING = 4;
const LABEL_ROOM = 18;
/** Part of a running span that fades out, pixels. */
const FADE = 48;
const DIMMED = 0.18;

/** `only`: the phase that stands out; the others fade. */
export function drawSpans(
  pen: Pen,
  picture: RowPicture,
  scale: TimeScale,
  palette: Palette,
  only: Phase | 'unattributed' | null,
): void {
  for (const { of, box } of picture.unattributed) {
    pen.globalAlpha = only && only !== 'unattributed' ? DIMMED : 1;
    pen.font = palette.font(10);
    dotted(pen, box, palette.quiet);
    const label = fitting(
      [`unattributed ${durationWords(of.endS - of.startS)}`, 'unattributed'],
      box.width - 2 * PADDING,
      measureWith(pen),
    );
    if (label) write(pen, label, box.x + PADDING, box.y + box.height / 2 + 0.5, palette.quiet);
  }
  const enclosing = new Set(
    picture.coldStart.phases.flatMap(({ parent }) => (parent === null ? [] : [parent])),
  );
  picture.spans.forEach((placed) => {
    pen.globalAlpha = only && only !== placed.of.phase ? DIMMED : 1;
    const encloses = enclosing.has(picture.coldStart.phases.indexOf(placed.of));
    drawSpan(pen, placed, scale, palette, encloses);
  });
  pen.globalAlpha = 1;
}

/** Above and below only: to the sides stand other phases. */
function dotted(pen: Pen, box: Box, colour: string): void {
  pen.fillStyle = colour;
  for (let x = box.x + 1; x < box.x + box.width; x += 4) {
    const width = Math.min(2, box.x + box.width - x);
    pen.fillRect(x, box.y, width, 1);
    pen.fillRect(x, box.y + box.height - 1, width, 1);
  }
}

function drawSpan(
  pen: Pen,
  { of: span, box }: Placed<PhaseSpan>,
  scale: TimeScale,
  palette: Palette,
  encloses: boolean,
): void {
  const colour = palette.phases[span.phase];
  // A line of background between neighbours, where there is room for it.
  const width = box.width > 3 ? box.width - 1 : box.width;
  pen.fillStyle = span.state === 'running' ? fading(pen, box.x, width, colour) : colour;
  pen.fillRect(box.x, box.y, width, box.height);
  if (span.state === 'failed' || span.state === 'cut_off') {
    vertical(pen, box.x + width - 1, box.y, box.y + box.height, palette.tones.error, 2);
  }
  if (box.width < LABEL_ROOM) return;

  pen.font = palette.font(span.depth === 0 ? 11 : 10);
  const title = phaseTitle(span.phase);
  const room = Math.min(box.width, rightOf(scale) - box.x) - 2 * PADDING;
  const variants = [`${title} ${durationWords(span.durationS)}`, title, SHORT_TITLES[span.phase]];
  const measure = measureWith(pen);
  const label = fitting(variants, room, measure) ?? (room > 34 ? trimEnd(title, room, measure) : null);
  const y = encloses ? box.y + 7.5 : box.y + box.height / 2 + 0.5;
  const onFade = span.state === 'running' && box.width < FADE * 2;
  if (label) write(pen, label, box.x + PADDING, y, onFade ? palette.text : palette.onPhases[span.phase]);
}

function fading(pen: Pen, x: number, width: number, colour: string): CanvasGradient {
  const gradient = pen.createLinearGradient(x, 0, x + width, 0);
  gradient.addColorStop(0, colour);
  gradient.addColorStop(Math.max(0, 1 - FADE / Math.max(width, FADE)), colour);
  gradient.addColorStop(1, seeThrough(colour, 0.1));
  return gradient;
}
