import type { Owner } from '../model.js';
import type { ClusterFacts, Sample } from '../read/index.js';
import type { ImageUse, ImageUses } from './image-pull.js';

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
  readonly cluster: ClusterFacts;
  readonly imageUses: ImageUses;
}

type Figure = Exclude<keyof Terms, 'cluster' | 'imageUses'>;

/**
 * The terms as one candidate is asked for them, with memory of which of them its answer came from. The evaluation time
 * and the begin of the view move with every refresh; a cold start that is over asks for the former never and for the
 * latter only whether it lies before some moment, so that its answer holds on.
 */
export class Question {
  readonly #terms: Terms;
  readonly #read = new Set<Figure>();
  /** Whether the cluster would tell the same. */
  readonly #told: ((terms: Terms) => boolean)[] = [];
  /** The answer holds while the view begins in (`#afterS`, `#untilS`]. */
  #afterS = -Infinity;
  #untilS = Infinity;

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  /** The value of a term: the answer holds while it stays the same. */
  term(name: Figure): number {
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

  nodeCreated(node: string): Sample | undefined {
    return this.#tell(
      ({ cluster }) => cluster.nodeCreated(node),
      (a, b) => a?.value === b?.value && a?.signal === b?.signal,
    );
  }

  instanceType(node: string): string {
    return this.#tell(
      ({ cluster }) => cluster.instanceType(node),
      (a, b) => a === b,
    );
  }

  ownerOf(namespace: string, replicaSet: string): Owner | undefined {
    return this.#tell(
      ({ cluster }) => cluster.ownerOf(namespace, replicaSet),
      (a, b) => a?.kind === b?.kind && a?.name === b?.name,
    );
  }

  imageUse(node: string, image: string): ImageUse | undefined {
    return this.#tell(
      ({ imageUses }) => imageUses(node, image),
      (a, b) => a?.pod === b?.pod && a?.startedS === b?.startedS,
    );
  }

  /** Whether other terms would have had the same answers. */
  holdsFor(terms: Terms): boolean {
    for (const name of this.#read) if (terms[name] !== this.#terms[name]) return false;
    if (!(terms.fromS > this.#afterS && terms.fromS <= this.#untilS)) return false;
    return this.#told.every((same) => same(terms));
  }

  #tell<Answer>(ask: (terms: Terms) => Answer, same: (a: Answer, b: Answer) => boolean): Answer {
    const answer = ask(this.#terms);
    this.#told.push((terms) => same(ask(terms), answer));
    return answer;
  }
}
