import { setTimeout as sleep } from 'node:timers/promises';
import type { HealthCheck } from './check.js';
import { withDeadline } from './deadline.js';
import { askGrpc } from './grpc.js';
import { askHttp } from './http.js';
import { askTcp } from './tcp.js';

const EVERY_MS = 250;
/** SGLang answers its first good `/health` with a generation. */
const TIMEOUT_MS = 2000;

export interface PollOptions {
  readonly check: HealthCheck;
  /** Between the starts of two questions; default 250. One that takes longer delays the next: there is only ever one. */
  readonly everyMs?: number;
  /** A question that takes longer is answered with no; default 2000. */
  readonly timeoutMs?: number;
  /** Unix seconds. */
  nowS(): number;
  /**
   * Called once, with the Unix seconds of the first good answer, and how many seconds before it the server may have
   * been ready already: since the question was sent that got no good answer.
   */
  onReady(atS: number, resolutionS: number): void;
  /** Ends it: the server has ended, or something else said that it is ready. */
  readonly signal: AbortSignal;
}

/**
 * Asks a server again and again whether it is ready, until it is. Begins at once, so not before the process is there.
 * Resolves when it is over; never rejects, and does not keep the process alive between two questions.
 */
export async function pollHealth(options: PollOptions): Promise<void> {
  const { check, everyMs = EVERY_MS, timeoutMs = TIMEOUT_MS, signal } = options;
  const over = (): boolean => signal.aborted;
  let notReadyS = options.nowS();
  while (!over()) {
    const sentS = options.nowS();
    const ready = await withDeadline(timeoutMs, signal, (deadline) => ask(check, deadline));
    const answeredS = options.nowS();
    if (ready && !over()) {
      options.onReady(answeredS, answeredS - notReadyS);
      return;
    }
    notReadyS = sentS;
    const restMs = everyMs - (answeredS - sentS) * 1000;
    await sleep(Math.max(0, restMs), undefined, { signal, ref: false }).catch(() => undefined);
  }
}

function ask(check: HealthCheck, signal: AbortSignal): Promise<boolean> {
  switch (check.kind) {
    case 'http':
      return askHttp(check, signal);
    case 'tcp':
      return askTcp(check, signal);
    case 'grpc':
      return askGrpc(check, signal);
  }
}
