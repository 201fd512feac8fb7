/** A place in a line. */
export interface Place<T> {
  readonly value: T;
  before: Place<T> | null;
  after: Place<T> | null;
  inLine: boolean;
}

/** First in, first out, and out of the middle; each step takes the same time however long the line is. */
export class Line<T> {
  private first: Place<T> | null = null;
  private last: Place<T> | null = null;
  private size = 0;

  get length(): number {
    return this.size;
  }

  /** Puts a value at the end. */
  push(value: T): Place<T> {
    const place: Place<T> = { value, before: this.last, after: null, inLine: true };
    if (this.last === null) {
      this.first = place;
    } else {
      this.last.after = place;
    }
    this.last = place;
    this.size++;
    return place;
  }

  /** Takes the value that came first; `null` from an empty line. */
  shift(): T | null {
    const place = this.first;
    if (place === null) {
      return null;
    }
    this.remove(place);
    return place.value;
  }

  /** Takes a place out, wherever it stands; `false` if it is out already. */
  remove(place: Place<T>): boolean {
    if (!place.inLine) {
      return false;
    }
    place.inLine = false;
    if (place.before === null) {
      this.first = place.after;
    } else {
      place.before.after = place.after;
    }
    if (place.after === null) {
      this.last = place.before;
    } else {
      place.after.before = place.before;
    }
    // A place that its waiter still holds must not keep its neighbours in memory.
    place.before = null;
    place.after = null;
    this.size--;
    return true;
  }
}
