import { safeMessage } from '../safe/index.js';

/** What a process can still say when it ends by itself. Both are called at its very end, where only a write is done. */
export interface LastWords {
  exit(code: number): void;
  uncaughtException(error: string): void;
}

/**
 * Listens for the end of the process; changes nothing about it, since `uncaughtExceptionMonitor` handles no exception.
 * Returns what undoes it.
 */
export function listenForTheEnd(words: LastWords): () => void {
  const onExit = (code: number): void => {
    words.exit(code);
  };
  const onException = (error: unknown): void => {
    words.uncaughtException(describe(error));
  };
  process.on('exit', onExit);
  process.on('uncaughtExceptionMonitor', onException);
  return () => {
    process.off('exit', onExit);
    process.off('uncaughtExceptionMonitor', onException);
  };
}

/** Anything can be thrown, also what cannot be printed. */
function describe(error: unknown): string {
  try {
    return safeMessage(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  } catch {
    return 'something that cannot be printed';
  }
}
