import { fitting, GUTTER_LINE_HEIGHT, GUTTER_LINES, trimEnd, trimMiddle, type Row } from '../layout';
import type { ColdStart } from '@coldstart/timeline';
import { idleWords, outcomeWords, podWords, shortWeightsWords, weightsWords, type Said } from '../words';
import type { Palette } from './palette';
import { measureWith, write, type Pen } from './pen';

const LEFT = 8;
const RIGHT = 8;

/** Who it is, how it went, what it wasted, what it loaded. */
export function drawGutter(
  pen: Pen,
  coldStart: ColdStart,
  row: Row,
  width: number,
  worst: boolean,
  palette: Palette,
): void {
  const room = width - LEFT - RIGHT;
  const measure = measureWith(pen);
  const failed = coldStart.outcome.kind === 'failed' || coldStart.outcome.kind === 'lost';
  if (worst || failed) {
    pen.fillStyle = failed ? palette.tones.error : palette.gap;
    pen.fillRect(0, row.top + 2, 3, row.height - 3);
  }
  const first = row.top + (row.height - GUTTER_LINES * GUTTER_LINE_HEIGHT) / 2 + GUTTER_LINE_HEIGHT / 2;
  const lineY = (line: number) => first + line * GUTTER_LINE_HEIGHT;
  const say = (said: Said, line: number) => {
    const text = fitting(said.variants, room, measure) ?? trimEnd(said.variants[0], room, measure);
    write(pen, text, LEFT, lineY(line), palette.tones[said.tone]);
  };

  let nameRoom = room;
  if (worst) {
    pen.font = palette.font(10, 500);
    const badge = 'worst';
    const badgeWidth = pen.measureText(badge).width + 8;
    if (room - badgeWidth > 60) {
      nameRoom -= badgeWidth + 4;
      pen.fillStyle = palette.gap;
      pen.fillRect(width - RIGHT - badgeWidth, lineY(0) - 7, badgeWidth, 13);
      write(pen, badge, width - RIGHT - badgeWidth / 2, lineY(0), '#111217', 'center');
    }
  }
  pen.font = palette.font(12, 500);
  write(pen, trimMiddle(podWords(coldStart), nameRoom, measure), LEFT, lineY(0), palette.text);
  pen.font = palette.font(11);
  say(outcomeWords(coldStart), 1);
  say(idleWords(coldStart.gpu), 2);
  const { model, weightsSource } = coldStart;
  const weights = weightsWords(weightsSource);
  const short = shortWeightsWords(weightsSource);
  const both = (words: string) => [model, words].filter((fact) => fact !== '').join(' · ');
  // Cache hit or miss explains the row; the model is often the same for all.
  const variants = [both(weights), both(short), weights, short];
  const text = fitting(variants, room, measure) ?? trimEnd(short || model, room, measure);
  write(pen, text, LEFT, lineY(3), palette.quiet);
}
