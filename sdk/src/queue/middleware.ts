import type { IncomingMessage, ServerResponse } from 'node:http';
import { admit } from './admit.js';
import type { Gate } from './gate.js';

/** Seconds after which a refused client may ask again. */
const RETRY_AFTER_S = '1';

/**
 * A handler for `createServer` of node:http that runs `handler` once its request has a slot. Answers 503 with
 * `Retry-After` where the gate refuses. What `handler` throws or rejects with gives the slot back and stays an
 * unhandled rejection, as that of an async handler without a gate.
 */
export function gateHttp<Q extends IncomingMessage, S extends ServerResponse>(
  gate: Gate,
  handler: (request: Q, response: S) => unknown,
): (request: Q, response: S) => void {
  const handle = async (request: Q, response: S): Promise<void> => {
    const admission = await admit(gate, request, response);
    if (admission.is === 'refused') {
      refuse(response, admission.why);
    }
    if (admission.is !== 'in') {
      return;
    }
    try {
      await handler(request, response);
    } catch (error) {
      admission.release();
      throw error;
    }
  };
  return (request, response) => {
    void handle(request, response);
  };
}

/**
 * Middleware for Express: `app.use('/v1', gateExpress(gate))`. The routes behind it run once their request has a
 * slot; answers 503 with `Retry-After` where the gate refuses.
 */
export function gateExpress(
  gate: Gate,
): (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void {
  return (request, response, next) => {
    admit(gate, request, response).then((admission) => {
      if (admission.is === 'refused') {
        refuse(response, admission.why);
      } else if (admission.is === 'in') {
        next();
      }
    }, next);
  };
}

/** As much of a reply of Fastify as is used. */
export interface FastifyReplyLike {
  readonly raw: ServerResponse;
  code(status: number): unknown;
  header(name: string, value: string): unknown;
  send(payload: string): unknown;
  hijack(): unknown;
}

/**
 * A hook for Fastify: `app.addHook('onRequest', gateFastify(gate))`. It holds for the scope that it is added to and
 * those inside, as each hook does. Answers 503 with `Retry-After` where the gate refuses.
 */
export function gateFastify(
  gate: Gate,
): (request: { readonly raw: IncomingMessage }, reply: FastifyReplyLike) => Promise<unknown> {
  return async (request, reply) => {
    const admission = await admit(gate, request.raw, reply.raw);
    if (admission.is === 'refused') {
      reply.code(503);
      reply.header('retry-after', RETRY_AFTER_S);
      reply.send(admission.why);
      return reply;
    }
    if (admission.is === 'gone') {
      // There is nobody to answer; this tells Fastify to go no further.
      reply.hijack();
    }
    return undefined;
  };
}

function refuse(response: ServerResponse, why: string): void {
  if (response.headersSent) {
    // Somebody else answers already.
    return;
  }
  response.writeHead(503, { 'retry-after': RETRY_AFTER_S, 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${why}\n`);
}
