/** Where progress goes: stderr, so that stdout stays for results. */
export interface ProgressSink {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Progress {
  /** What happens now. On a terminal one line is rewritten; elsewhere it is printed every few seconds, and at once when `stage` changes. */
  status(stage: string, text: string): void;
  /** Something to keep. */
  note(text: string): void;
  /** Leaves the cursor on a fresh line. */
  end(): void;
}

const PLAIN_EVERY_MS = 5000;
/** Some terminals say 0. */
const DEFAULT_COLUMNS = 80;
const CLEAR_LINE = '\r\x1b[K';

export function startProgress(sink: ProgressSink, nowMs: () => number = () => performance.now()): Progress {
  const rewrite = sink.isTTY === true;
  let shown = '';
  let stageShown = '';
  let printedMs = -Infinity;
  return {
    status(stage, text) {
      if (rewrite) {
        shown = text.slice(0, (sink.columns || DEFAULT_COLUMNS) - 1);
        sink.write(CLEAR_LINE + shown);
      } else if (stage !== stageShown || nowMs() - printedMs >= PLAIN_EVERY_MS) {
        printedMs = nowMs();
        sink.write(`${text}\n`);
      }
      stageShown = stage;
    },
    note(text) {
      sink.write(rewrite ? `${CLEAR_LINE}${text}\n${shown}` : `${text}\n`);
    },
    end() {
      if (rewrite && shown !== '') sink.write('\n');
      shown = '';
    },
  };
}
