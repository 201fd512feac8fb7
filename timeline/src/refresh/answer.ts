import { judge } from '../clocks/index.js';
import {
  clockWitness,
  coldStartOf,
  lacksOf,
  mayBeMember,
  noteSampling,
  noteSources,
  noteUnseenGpus,
  Question,
  type Candidate,
  type DatedColdStart,
  type Lacking,
  type Terms,
  type Witnessing,
} from '../coldstarts/index.js';
import type { ColdStart } from '../model.js';
import { Notes } from '../notes/index.js';

/** What became of a candidate, and all that was made on the way. */
export class Answer {
  readonly notes = new Notes();
  readonly lacks: Lacking['lacks'] = [];
  readonly candidate: Candidate;
  /** Null where the candidate is no cold start. */
  readonly dated: DatedColdStart | null;
  /** See `mayBeMember`. */
  readonly mayBeMember: boolean;
  /** Null with `dated`. */
  readonly judged: Witnessing['judged'] | null = null;
  readonly #question: Question;
  #drawn: { readonly coldStart: ColdStart; readonly untilS: number } | null = null;

  constructor(candidate: Candidate, terms: Terms) {
    this.candidate = candidate;
    this.mayBeMember = candidate.pod !== null && mayBeMember(candidate.pod);
    this.#question = new Question(terms);
    this.dated = coldStartOf(candidate, this.#question, this.notes);
    if (!this.dated) return;
    const found = { candidate, coldStart: this.drawn(this.dated, terms.evaluatedS) };
    this.judged = judge(clockWitness(found));
    this.lacks = lacksOf(found);
    noteUnseenGpus(candidate, this.notes);
    noteSampling(found, this.notes);
    noteSources(found, this.notes);
  }

  holdsFor(terms: Terms): boolean {
    return this.#question.holdsFor(terms);
  }

  /** The cold start in a view that ends at `untilS`. */
  drawn(dated: DatedColdStart, untilS: number): ColdStart {
    if (this.#drawn?.untilS !== untilS) this.#drawn = { coldStart: dated.shown(untilS), untilS };
    return this.#drawn.coldStart;
  }
}
