import type { IncomingMessage, ServerResponse } from 'node:http';
import { GateFullError, GateTimeoutError } from './errors.js';
import { isOver, onceOver } from './exchange.js';
import type { Gate } from './gate.js';

/** What became of a request at the gate. */
export type Admission =
  /** It has a slot until its response is sent or its client is gone; `release` gives it back sooner. */
  | { readonly is: 'in'; release(): void }
  /** The client left while it waited. */
  | { readonly is: 'gone' }
  /** Too many wait, or it waited too long. */
  | { readonly is: 'refused'; readonly why: string };

/** Waits for a slot for one HTTP exchange. Rejects only where a gate of the host's own making does. */
export async function admit(
  gate: Gate,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Admission> {
  if (isOver(request, response)) {
    return { is: 'gone' };
  }
  const left = new AbortController();
  let release: () => void = () => {
    left.abort();
  };
  onceOver(request, response, () => {
    release();
  });
  try {
    release = await gate.enter(left.signal);
  } catch (error) {
    if (left.signal.aborted) {
      return { is: 'gone' };
    }
    if (error instanceof GateFullError || error instanceof GateTimeoutError) {
      return { is: 'refused', why: error.message };
    }
    throw error;
  }
  // The slot came in the same turn as the end of the exchange: nobody else is going to give it back.
  if (left.signal.aborted || isOver(request, response)) {
    release();
    return { is: 'gone' };
  }
  return { is: 'in', release };
}
