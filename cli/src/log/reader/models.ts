import type { Captures } from '../pattern/index.js';
import { wordOf } from './captured.js';
import type { Subject } from './events.js';

/** Whose the lines are, where one server has several models. */
export class Models {
  /** On demand: the model that was named last, and what the lanes were said to load. */
  private latest = '';
  private readonly ofLane = new Map<string, string>();

  /** @param many whether the lines name the models */
  constructor(private readonly many: boolean) {}

  /**
   * A server that loads on demand loads one after the other: a line that names a model says whose the next ones are.
   *
   * @param inner the line is of a server inside, which calls its model as it likes
   */
  subject(inner: boolean, captures: Captures, inLane: string, onDemand: boolean): Subject {
    const model = wordOf(captures.model);
    const lane = wordOf(captures.rank) || inLane;
    if (this.many || !onDemand) {
      return { model: this.many && !inner ? model : '', lane };
    }
    if (model !== '' && captures.rank !== undefined) {
      this.ofLane.set(lane, model);
    } else if (model !== '') {
      this.latest = model;
    }
    return { model: this.ofLane.get(lane) ?? this.latest, lane };
  }
}
