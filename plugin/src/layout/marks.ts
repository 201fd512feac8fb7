import { MARK_NAMES, type Mark } from '@coldstart/conventions';
import type { ColdStart, Moment } from '@coldstart/timeline';
import { rightOf, xOf, type TimeScale } from './time-scale';

export interface MarkPlace {
  readonly mark: Mark;
  readonly moment: Moment;
  /** Where the moment is. */
  readonly x: number;
  /** Where its glyph stands: beside `x` if an earlier glyph is in the way. */
  readonly glyphX: number;
}

/** Half the width of a glyph. */
export const GLYPH_RADIUS = 4.5;
const STEP = 2 * GLYPH_RADIUS + 2;

/** Marks inside the view, by time. Glyphs never cover each other; where they are moved, their stems stay true. */
export function layoutMarks(marks: ColdStart['marks'], scale: TimeScale): MarkPlace[] {
  const right = rightOf(scale);
  const visible = MARK_NAMES.flatMap((mark) => {
    const moment = marks[mark];
    if (!moment) return [];
    const x = xOf(scale, moment.atS);
    return x >= scale.left - 0.5 && x <= right + 0.5 ? [{ mark, moment, x }] : [];
  }).sort((a, b) => a.x - b.x);

  const glyphXs: number[] = [];
  let free = -Infinity;
  for (const { x } of visible) {
    const glyphX = Math.max(x, free);
    glyphXs.push(glyphX);
    free = glyphX + STEP;
  }
  // Those pushed beyond the right edge give way to the left.
  let limit = right + GLYPH_RADIUS;
  for (let i = glyphXs.length - 1; i >= 0; i -= 1) {
    glyphXs[i] = Math.min(glyphXs[i] ?? 0, limit);
    limit = (glyphXs[i] ?? 0) - STEP;
  }
  return visible.map((place, i) => ({ ...place, glyphX: glyphXs[i] ?? place.x }));
}
