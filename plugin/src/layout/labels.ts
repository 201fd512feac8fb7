/** Width of a text in pixels in the font it will be drawn in. */
export type Measure = (text: string) => number;

/** The first of the variants that fits; null where none does. */
export function fitting(variants: readonly string[], width: number, measure: Measure): string | null {
  return variants.find((text) => text !== '' && measure(text) <= width) ?? null;
}

/** A long name keeps its beginning and its end, where pods differ. Empty where not even one letter fits. */
export function trimMiddle(text: string, width: number, measure: Measure): string {
  return shortened(text, width, measure, (kept) => {
    const head = Math.floor(kept / 2);
    const tail = kept - head;
    return `${text.slice(0, head)}…${tail > 0 ? text.slice(-tail) : ''}`;
  });
}

export function trimEnd(text: string, width: number, measure: Measure): string {
  return shortened(text, width, measure, (kept) => `${text.slice(0, kept).trimEnd()}…`);
}

function shortened(text: string, width: number, measure: Measure, cut: (kept: number) => string): string {
  if (measure(text) <= width) return text;
  let fits = 0;
  let tooLong = text.length;
  while (tooLong - fits > 1) {
    const kept = Math.floor((fits + tooLong) / 2);
    if (measure(cut(kept)) <= width) fits = kept;
    else tooLong = kept;
  }
  return fits === 0 ? '' : cut(fits);
}
