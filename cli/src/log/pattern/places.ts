/**
 * Where texts stand in a line. What was found is remembered, so that a search that begins anew a little later does not
 * go over the same characters again.
 */
export class Places {
  private readonly known = new Map<string, { readonly from: number; readonly found: number }>();

  constructor(private readonly line: string) {}

  /** Where `text` begins, at `at` or after it; -1 for nowhere. */
  next(text: string, at: number): number {
    const known = this.known.get(text);
    if (known !== undefined && at >= known.from && (known.found === -1 || known.found >= at)) {
      return known.found;
    }
    const found = this.line.indexOf(text, at);
    this.known.set(text, { from: at, found });
    return found;
  }
}
