import type { PhaseSpan } from '@coldstart/timeline';

/** Vertical place of a span below the top of its row's lanes, pixels. */
export interface LanePlace {
  readonly top: number;
  readonly height: number;
}

export interface Lanes {
  /** One per phase, in the order of the phases. */
  readonly places: readonly LanePlace[];
  readonly height: number;
}

const LEAF = 17;
const NESTED_LEAF = 14;
/** Part of an enclosing bar that stays free for its own label. */
const HEAD = 14;
const INSET = 2;
const BETWEEN = 2;

/** Spans that overlap stand on lanes of their own; a nested span stands inside the one that encloses it. */
export function layoutLanes(phases: readonly PhaseSpan[]): Lanes {
  const children = new Map<number | null, number[]>();
  phases.forEach(({ parent }, index) => {
    const siblings = children.get(parent);
    if (siblings) siblings.push(index);
    else children.set(parent, [index]);
  });
  const places: LanePlace[] = phases.map(() => ({ top: 0, height: 0 }));

  const heightOf = (index: number): number => {
    const own = phases[index]?.depth === 0 ? LEAF : NESTED_LEAF;
    const inside = children.get(index);
    return inside ? HEAD + heightOfLanes(inside) + INSET : own;
  };
  const laneHeights = (siblings: readonly number[]): number[] => {
    const heights: number[] = [];
    for (const index of siblings) {
      const lane = phases[index]?.lane ?? 0;
      heights[lane] = Math.max(heights[lane] ?? 0, heightOf(index));
    }
    // A lane without a span has no height.
    return Array.from(heights, (height: number | undefined) => height ?? 0);
  };
  const heightOfLanes = (siblings: readonly number[]): number => stacked(laneHeights(siblings));

  const place = (siblings: readonly number[], top: number): void => {
    const heights = laneHeights(siblings);
    for (const index of siblings) {
      const lane = phases[index]?.lane ?? 0;
      const laneTop = top + stacked(heights.slice(0, lane)) + (lane > 0 ? BETWEEN : 0);
      places[index] = { top: laneTop, height: heights[lane] ?? 0 };
      const inside = children.get(index);
      if (inside) place(inside, laneTop + HEAD);
    }
  };

  const roots = children.get(null) ?? [];
  place(roots, 0);
  return { places, height: Math.max(LEAF, heightOfLanes(roots)) };
}

function stacked(heights: readonly number[]): number {
  return heights.reduce((sum, height) => sum + height, 0) + Math.max(0, heights.length - 1) * BETWEEN;
}
