/** Utilisation of the GPUs at a moment: mean over them, 0 to 1. */
export interface Sample {
  readonly atS: number;
  readonly busy: number;
}

/**
 * The share of an interval in which the GPUs do nothing: 1 less the mean of their utilisation, each sample standing
 * for the time until the next. `null` where fewer than two samples lie in it: not observable.
 */
export function idleShare(samples: readonly Sample[], fromS: number, toS: number): number | null {
  const inside = samples.filter(({ atS }) => atS >= fromS && atS <= toS);
  const [first] = inside;
  if (first === undefined || inside.length < 2) return null;
  let busyS = 0;
  inside.forEach(({ atS, busy }, index) => {
    busyS += busy * ((inside[index + 1]?.atS ?? toS) - atS);
  });
  return 1 - busyS / (toS - first.atS);
}
