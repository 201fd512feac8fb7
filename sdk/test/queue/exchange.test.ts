import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, it, vi } from 'vitest';
import { isOver, onceOver } from '../../src/queue/exchange.js';

/** Stand-ins, because what a pipelined response is told when its connection breaks differs between versions of Node. */
function exchangeOn(socket: EventEmitter) {
  const response = new EventEmitter();
  const over = vi.fn();
  onceOver({ socket } as unknown as IncomingMessage, response as unknown as ServerResponse, over);
  return { response, over };
}

it.each(['finish', 'close'])('is over once, with the first event: %s', (event) => {
  const socket = new EventEmitter();
  const { response, over } = exchangeOn(socket);
  response.emit(event);
  response.emit('finish');
  response.emit('close');
  socket.emit('close');
  expect(over).toHaveBeenCalledTimes(1);
});

it('is over when the connection closes, although its response is told nothing', () => {
  const socket = new EventEmitter();
  const all = Array.from({ length: 20 }, () => exchangeOn(socket));
  expect(socket.listenerCount('close')).toBe(1);
  all[3]?.response.emit('finish');
  socket.emit('close');
  expect(all.map(({ over }) => over.mock.calls.length)).toEqual(Array(20).fill(1));
  expect(all[5]?.response.eventNames()).toEqual([]);
});

it('does without a connection, which a closed stream of HTTP/2 has not', () => {
  const request = { socket: undefined } as unknown as IncomingMessage;
  const response = new EventEmitter();
  const over = vi.fn();
  onceOver(request, response as unknown as ServerResponse, over);
  response.emit('close');
  expect(over).toHaveBeenCalledTimes(1);
  expect(isOver(request, { writableEnded: false, closed: true } as unknown as ServerResponse)).toBe(true);
});
