import type { Readable, Writable } from 'node:stream';

/**
 * How forwarding ended. `complete`: everything that was written has been taken, or its reader went away. `held`: the
 * child has ended, but a process that it started still holds the output and is silent. `cut`: we were told to end
 * behind a reader that takes nothing; what it has not taken is lost, and only `process.exit` ends us now.
 */
export type Drain = 'complete' | 'held' | 'cut';

export interface Forwarding {
  readonly drained: Promise<Drain>;
  /** Nobody looks on any more. */
  stopObserving(): void;
  /** The child has ended: output that is silent for two seconds from now on is given up. */
  expectEnd(): void;
  /** After `expectEnd`: a reader that takes nothing for two seconds is given up too. */
  hurry(): void;
}

const QUIET_MS = 2000;

/**
 * Hands bytes on as they come, and only then shows them to `observe`. It reads no more than the reader takes: the
 * memory that it needs does not grow behind a slow one.
 */
export function forward(
  source: Readable,
  sink: Writable,
  observe: ((chunk: Buffer) => void) | undefined,
): Forwarding {
  const { promise: drained, resolve } = Promise.withResolvers<Drain>();
  let observer = observe;
  let waiting = 0;
  let ended = false;
  let finished = false;
  let hurried = false;
  let lastMoveMs = 0;
  let timer: NodeJS.Timeout | undefined;

  const finish = (how: Drain): void => {
    finished = true;
    clearTimeout(timer);
    sink.off('drain', resume).off('error', onReaderGone);
    // Whoever still writes sees what it would have seen without us: that nobody reads.
    source.destroy();
    resolve(how);
  };
  const resume = (): void => {
    source.resume();
  };
  const onReaderGone = (): void => {
    finish('complete');
  };
  const onTaken = (): void => {
    waiting -= 1;
    lastMoveMs = performance.now();
    if (ended && waiting === 0) finish('complete');
  };
  const onEnd = (): void => {
    ended = true;
    if (waiting === 0) finish('complete');
  };
  const watch = (): void => {
    const silentMs = performance.now() - lastMoveMs;
    // What waits is the reader's matter, however long it takes.
    const patient = waiting > 0 && !hurried;
    if (!patient && silentMs >= QUIET_MS) finish(waiting > 0 ? 'cut' : 'held');
    else timer = setTimeout(watch, patient ? QUIET_MS : QUIET_MS - silentMs);
  };

  sink.on('drain', resume).on('error', onReaderGone);
  source
    .on('data', (chunk: Buffer) => {
      waiting += 1;
      lastMoveMs = performance.now();
      if (!sink.write(chunk, onTaken)) source.pause();
      observer?.(chunk);
    })
    .on('end', onEnd)
    // A terminal whose last writer has closed it ends so (EIO).
    .on('error', onEnd);

  return {
    drained,
    stopObserving() {
      observer = undefined;
    },
    expectEnd() {
      if (finished) return;
      lastMoveMs = performance.now();
      watch();
    },
    hurry() {
      hurried = true;
    },
  };
}
