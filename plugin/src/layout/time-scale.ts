/** The one mapping between time and pixels; every track of the panel uses it. */
export interface TimeScale {
  readonly fromMs: number;
  readonly toMs: number;
  /** First pixel of the plot. */
  readonly left: number;
  /** Width of the plot in pixels. */
  readonly width: number;
}

export function xOfMs(scale: TimeScale, ms: number): number {
  return scale.left + ((ms - scale.fromMs) / (scale.toMs - scale.fromMs)) * scale.width;
}

/** Unix seconds, the unit of a timeline. */
export function xOf(scale: TimeScale, atS: number): number {
  return xOfMs(scale, atS * 1000);
}

export function msAt(scale: TimeScale, x: number): number {
  return scale.fromMs + ((x - scale.left) / scale.width) * (scale.toMs - scale.fromMs);
}

export function rightOf(scale: TimeScale): number {
  return scale.left + scale.width;
}

export interface Extent {
  readonly x: number;
  readonly width: number;
}

/**
 * A stretch of time on whole pixels inside the plot, so that neighbours share an edge. What touches the view is at
 * least one pixel wide; null where it lies outside.
 */
export function extentOf(scale: TimeScale, startS: number, endS: number): Extent | null {
  if (endS * 1000 < scale.fromMs || startS * 1000 > scale.toMs) return null;
  const right = Math.floor(rightOf(scale));
  const left = Math.ceil(scale.left);
  const start = Math.max(left, Math.min(Math.round(xOf(scale, startS)), right - 1));
  const end = Math.min(right, Math.max(Math.round(xOf(scale, endS)), start + 1));
  return { x: start, width: end - start };
}
