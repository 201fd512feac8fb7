import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The pod's own record of what it really did, independent of the SDK: the wall clock is read once, then the monotonic
 * clock counts. One JSON object per line: `{ pod, phase, startS, endS }`, where `startS` may be null, or `{ pod, mark, atS }`, Unix seconds.
 */
export class Truth {
  readonly #path: string | null;
  readonly #anchorS = Date.now() / 1000 - monotonicS();

  constructor(
    private readonly pod: string,
    folder: string | null,
  ) {
    this.#path = folder === null ? null : join(folder, `${pod}.jsonl`);
  }

  nowS(): number {
    return this.#anchorS + monotonicS();
  }

  phase(phase: string, startS: number, endS: number): void {
    this.#append({ pod: this.pod, phase, startS, endS });
  }

  /** The end of a phase whose start the pod cannot measure. */
  end(phase: string, endS: number): void {
    this.#append({ pod: this.pod, phase, startS: null, endS });
  }

  mark(mark: string, atS: number): void {
    this.#append({ pod: this.pod, mark, atS });
  }

  #append(record: object): void {
    if (this.#path !== null) appendFileSync(this.#path, `${JSON.stringify(record)}\n`);
  }
}

/** A clock that the SDK does not use. */
function monotonicS(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}
