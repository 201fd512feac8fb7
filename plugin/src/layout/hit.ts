import type { ActivityStretch, ColdStart, Gpu, PhaseSpan, QueueTrack, Segment } from '@coldstart/timeline';
import { contains, grown, type Box } from './box';
import type { GapGroup } from './gap-groups';
import { GLYPH_RADIUS, type MarkPlace } from './marks';
import type { RowPicture } from './row-picture';

/** What the pointer is on. */
export type Hit =
  | { readonly kind: 'span'; readonly coldStart: ColdStart; readonly span: PhaseSpan; readonly box: Box }
  | { readonly kind: 'mark'; readonly coldStart: ColdStart; readonly place: MarkPlace; readonly box: Box }
  | { readonly kind: 'gap'; readonly coldStart: ColdStart; readonly group: GapGroup; readonly box: Box }
  | {
      readonly kind: 'activity';
      readonly coldStart: ColdStart;
      readonly gpu: Gpu;
      readonly stretch: ActivityStretch;
      readonly box: Box;
    }
  | {
      readonly kind: 'unattributed';
      readonly coldStart: ColdStart;
      readonly segment: Segment;
      readonly box: Box;
    }
  | { readonly kind: 'row'; readonly coldStart: ColdStart; readonly box: Box }
  | {
      readonly kind: 'queue';
      readonly tracks: readonly QueueTrack[];
      readonly atS: number;
      readonly box: Box;
    };

/** Narrow things can be hit this many pixels beside them. */
const MARGIN = 2;

/**
 * The topmost thing of a row at a point (relative to the top of all rows): marks over gaps over spans, inner spans
 * over enclosing ones. In the gutter it is the row itself.
 */
export function hitRow(picture: RowPicture, x: number, y: number, plotLeft: number): Hit | null {
  const { coldStart, row } = picture;
  if (x < plotLeft) {
    return { kind: 'row', coldStart, box: { x: 0, y: row.top, width: plotLeft, height: row.height } };
  }
  for (const place of picture.marks) {
    const box = {
      x: place.glyphX - GLYPH_RADIUS,
      y: row.marksY - GLYPH_RADIUS,
      width: 2 * GLYPH_RADIUS,
      height: 2 * GLYPH_RADIUS,
    };
    if (contains(grown(box, MARGIN), x, y)) return { kind: 'mark', coldStart, place, box };
  }
  for (const { of, box } of picture.gapGroups) {
    if (contains(box, x, y)) return { kind: 'gap', coldStart, group: of, box };
  }
  for (const { of, box } of picture.activity) {
    if (contains(box, x, y)) return { kind: 'activity', coldStart, ...of, box };
  }
  return hitSpan(picture, x, y) ?? hitUnattributed(picture, x, y);
}

function hitSpan({ coldStart, spans }: RowPicture, x: number, y: number): Hit | null {
  for (let margin = 0; margin <= MARGIN; margin += MARGIN) {
    for (let i = spans.length - 1; i >= 0; i -= 1) {
      const span = spans[i];
      if (!span) continue;
      const { of, box } = span;
      const reach = { ...box, x: box.x - margin, width: box.width + 2 * margin };
      if (contains(reach, x, y)) return { kind: 'span', coldStart, span: of, box };
    }
  }
  return null;
}

function hitUnattributed({ coldStart, unattributed }: RowPicture, x: number, y: number): Hit | null {
  for (const { of, box } of unattributed) {
    if (contains(box, x, y)) return { kind: 'unattributed', coldStart, segment: of, box };
  }
  return null;
}
