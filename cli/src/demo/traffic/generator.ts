import { Agent, request as httpRequest } from 'node:http';
import { nextArrivalS, seededRandom } from './arrivals.js';

export interface LoadOptions {
  /** Where the requests go: `POST` with a small JSON body. */
  readonly url: string;
  readonly seed: number;
  readonly ratePerS: number;
  /** Requests in all, at most. */
  readonly maxRequests: number;
  /** Seconds from the start until it stops by itself. */
  readonly maxDurationS: number;
}

export interface TrafficGenerator {
  /** Requests per second from now on. */
  setRate(ratePerS: number): void;
  sent(): number;
  inFlight(): number;
  /** Sends nothing more and waits for the answers, at most `timeoutMs`; then drops what is still open. */
  stop(timeoutMs: number): Promise<void>;
}

/** An open-loop load: arrivals are random but the same in every run, and do not slow down when answers do. */
export function startTraffic(options: LoadOptions): TrafficGenerator {
  const random = seededRandom(options.seed);
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const endMs = performance.now() + options.maxDurationS * 1000;
  let rate = options.ratePerS;
  let sent = 0;
  let inFlight = 0;
  let timer: NodeJS.Timeout | null = null;
  let dueMs = performance.now();
  let whenIdle: (() => void) | null = null;

  const send = (): void => {
    sent++;
    inFlight++;
    let open = true;
    const over = (): void => {
      if (!open) return;
      open = false;
      inFlight--;
      if (inFlight === 0) whenIdle?.();
    };
    const body = JSON.stringify({ seed: sent });
    const request = httpRequest(
      options.url,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => response.once('close', over).resume(),
    );
    request.once('error', over).end(body);
  };

  const schedule = (): void => {
    dueMs += nextArrivalS(rate, random) * 1000;
    timer = setTimeout(
      () => {
        if (sent >= options.maxRequests || performance.now() >= endMs) {
          timer = null;
          return;
        }
        send();
        schedule();
      },
      Math.max(0, dueMs - performance.now()),
    );
  };
  schedule();

  return {
    setRate(ratePerS) {
      rate = ratePerS;
      if (timer === null) return;
      clearTimeout(timer);
      dueMs = performance.now();
      schedule();
    },
    sent: () => sent,
    inFlight: () => inFlight,
    async stop(timeoutMs) {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      if (inFlight > 0) {
        await new Promise<void>((resolve) => {
          const limit = setTimeout(resolve, timeoutMs);
          whenIdle = () => {
            clearTimeout(limit);
            resolve();
          };
        });
      }
      agent.destroy();
    },
  };
}
