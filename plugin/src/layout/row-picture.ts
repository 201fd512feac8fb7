import type { ActivityStretch, ColdStart, Gap, Gpu, PhaseSpan, Segment } from '@coldstart/timeline';
import type { Box } from './box';
import { groupGaps, type GapGroup } from './gap-groups';
import { layoutMarks, type MarkPlace } from './marks';
import type { Row } from './rows';
import { extentOf, type TimeScale } from './time-scale';

export interface Placed<T> {
  readonly of: T;
  readonly box: Box;
}

export interface StretchOfGpu {
  readonly gpu: Gpu;
  readonly stretch: ActivityStretch;
}

/** All that a row shows, on pixels. Boxes are relative to the top of all rows. */
export interface RowPicture {
  readonly coldStart: ColdStart;
  readonly row: Row;
  /** Enclosing spans first, so that later ones lie on top. */
  readonly spans: readonly Placed<PhaseSpan>[];
  readonly unattributed: readonly Placed<Segment>[];
  readonly marks: readonly MarkPlace[];
  readonly activity: readonly Placed<StretchOfGpu>[];
  /** One per GPU and gap. */
  readonly gaps: readonly Placed<Gap>[];
  readonly gapGroups: readonly Placed<GapGroup>[];
  /** From ready to the end of the view. */
  readonly serving: Box | null;
  /** The strip's place where no GPU can be observed. */
  readonly notObservable: Placed<string> | null;
}

/** `nowS`: nothing is known beyond it. */
export function pictureRow(coldStart: ColdStart, row: Row, scale: TimeScale, nowS: number): RowPicture {
  const { gpu } = coldStart;
  const observed = gpu.kind === 'observed' ? gpu : null;
  const place = <T>(of: T, startS: number, endS: number, y: number, height: number): Placed<T>[] => {
    const extent = extentOf(scale, startS, endS);
    return extent ? [{ of, box: { ...extent, y, height } }] : [];
  };
  const stripY = (index: number) => row.stripTop + index * row.stripHeight;
  const stripOf = new Map(observed?.gpus.map(({ id }, index) => [id, index]));
  const stripsHeight = row.strips * row.stripHeight;

  return {
    coldStart,
    row,
    spans: coldStart.phases.flatMap((span, index) => {
      const lane = row.lanes.places[index];
      return lane ? place(span, span.startS, span.endS, row.lanesTop + lane.top, lane.height) : [];
    }),
    unattributed: coldStart.segments
      .filter(({ phase }) => phase === null)
      .flatMap((segment) => place(segment, segment.startS, segment.endS, row.lanesTop, row.lanes.height)),
    marks: layoutMarks(coldStart.marks, scale),
    activity: (observed?.gpus ?? []).flatMap((of, index) =>
      of.activity.flatMap((stretch) =>
        // The stretches cover the whole view; beyond now there is nothing to say.
        stretch.startS < nowS
          ? place(
              { gpu: of, stretch },
              stretch.startS,
              Math.min(stretch.endS, nowS),
              stripY(index),
              row.stripHeight,
            )
          : [],
      ),
    ),
    gaps: (observed?.gaps ?? []).flatMap((gap) =>
      place(gap, gap.startS, gap.endS, stripY(stripOf.get(gap.gpuId) ?? 0), row.stripHeight),
    ),
    gapGroups: groupGaps(observed?.gaps ?? []).flatMap((group) =>
      place(group, group.startS, group.endS, row.stripTop, stripsHeight),
    ),
    serving: servingBox(coldStart, row, scale, nowS),
    notObservable:
      gpu.kind === 'not_observable'
        ? (place(
            gpu.why,
            coldStart.startS,
            Math.max(coldStart.endS, nowS),
            row.stripTop,
            row.stripHeight,
          )[0] ?? null)
        : null,
  };
}

function servingBox({ outcome }: ColdStart, row: Row, scale: TimeScale, nowS: number): Box | null {
  if (outcome.kind !== 'ready' || outcome.at.atS >= nowS) return null;
  const extent = extentOf(scale, outcome.at.atS, nowS);
  return extent ? { ...extent, y: row.lanesTop, height: row.lanes.height } : null;
}
