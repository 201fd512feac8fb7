/** So long after the first answer nothing more is loaded: what made it was no warm-up. */
const QUIET_MS = 5000;

/**
 * A program that says nothing of being ready is so when it makes its first answer; but a server that warms itself up
 * makes one too, and goes on loading, or says that it is ready. So the first answer counts when nothing follows it.
 */
export class FirstAnswer {
  private beganS: number | null = null;
  private endedS: number | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly onQuiet: () => void) {}

  /** When it began and ended, Unix seconds; `null` while there is none. */
  get times(): { readonly beganS: number; readonly endedS: number | null } | null {
    return this.beganS === null ? null : { beganS: this.beganS, endedS: this.endedS };
  }

  begin(atS: number): void {
    this.beganS ??= atS;
  }

  end(atS: number): void {
    this.endedS ??= atS;
    this.wait();
  }

  /** Something of a load followed: it was a warm-up, as far as can be told by now. */
  followed(): void {
    if (this.timer !== null) {
      this.wait();
    }
  }

  stop(): void {
    clearTimeout(this.timer ?? undefined);
    this.timer = null;
  }

  private wait(): void {
    this.stop();
    this.timer = setTimeout(this.onQuiet, QUIET_MS).unref();
  }
}
