/** Far longer than a line of `nvidia-smi` gets. */
const LONGEST = 4096;

/** Cuts a stream of text into lines. What grows longer than any line can be is dropped up to its end. */
export class Lines {
  private rest = '';
  private dropping = false;

  /** The lines that `chunk` completes, without their ends. */
  add(chunk: string): string[] {
    const parts = (this.rest + chunk).split('\n');
    this.rest = parts.pop() ?? '';
    const [first, ...others] = parts;
    const complete = first === undefined ? [] : this.dropping ? others : parts;
    this.dropping = this.rest.length > LONGEST || (this.dropping && first === undefined);
    if (this.dropping) {
      this.rest = '';
    }
    return complete.filter((line) => line.length <= LONGEST);
  }
}
