/** What is asked of every candidate alike. Times are Unix seconds. */
export interface Terms {
  /** From when the view shows what happened. */
  readonly fromS: number;
  /** Until when everything is known. */
  readonly evaluatedS: number;
  /** How far apart the samples of a presence series may lie that has only one, seconds. */
  readonly loneSpacingS: number;
  readonly busyThreshold: number;
  readonly minGapS: number;
}

/**
 * The terms as one candidate is asked for them, with memory of which of them its answer came from. The evaluation time
 * and the begin of the view move with every refresh; a cold start that is over asks for the former never and for the
 * latter only whether it lies before some moment, so that its answer holds on.
 */
export class Question {
  readonly #terms: Terms;
  readonly #read = new Set<keyof Terms>();
  /** The answer holds while the view begins in (`#afterS`, `#untilS`]. */
  #afterS = -Infinity;
  #untilS = Infinity;

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  /** The value of a term: the answer holds while it stays the same. */
  term(name: keyof Terms): number {
    this.#read.add(name);
    return this.#terms[name];
  }

  /** Whether a moment lies before the view: the answer holds while it stays on that side. */
  isBeforeView(atS: number): boolean {
    const before = atS < this.#terms.fromS;
    if (before) this.#afterS = Math.max(this.#afterS, atS);
    else this.#untilS = Math.min(this.#untilS, atS);
    return before;
  }

  /** Whether other terms would have had the same answers. */
  holdsFor(terms: Terms): boolean {
    for (const name of this.#read) if (terms[name] !== this.#terms[name]) return false;
    return terms.fromS > this.#afterS && terms.fromS <= this.#untilS;
  }
}
