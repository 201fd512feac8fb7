import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * What runs when a connection closes. One listener for each socket, because requests that come one behind the other
 * on a connection would else pass Node's limit of listeners and warn.
 */
const endings = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls `fn` once: when the response is sent, or when the client is gone. The connection is watched too: the
 * response of a pipelined request has no socket before its turn, and Node 22 never closes it if its turn never comes.
 */
export function onceOver(request: IncomingMessage, response: ServerResponse, fn: () => void): void {
  const socket = socketOf(request);
  const endingsHere = socket === undefined ? null : endingsOf(socket);
  const over = (): void => {
    response.off('finish', over);
    response.off('close', over);
    endingsHere?.delete(over);
    fn();
  };
  response.on('finish', over);
  response.on('close', over);
  endingsHere?.add(over);
}

/** Whether the client has gone or has its answer, so that nothing is left to be done. */
export function isOver(request: IncomingMessage, response: ServerResponse): boolean {
  const { writableEnded, closed, destroyed } = response;
  return writableEnded || closed || destroyed || socketOf(request)?.destroyed === true;
}

/** A request of HTTP/2 has none any more once its stream is closed, whatever the types of HTTP/1 say. */
function socketOf(request: IncomingMessage): Socket | undefined {
  return request.socket;
}

function endingsOf(socket: Socket): Set<() => void> {
  let known = endings.get(socket);
  if (known === undefined) {
    const created = new Set<() => void>();
    known = created;
    endings.set(socket, created);
    socket.once('close', () => {
      for (const end of [...created]) {
        end();
      }
    });
  }
  return known;
}
