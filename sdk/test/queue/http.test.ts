import { once } from 'node:events';
import { createServer, request } from 'node:http';
import * as http2 from 'node:http2';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import express from 'express';
import fastify from 'fastify';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createGate, gateExpress, gateFastify, gateHttp, QueueMeter } from '../../src/queue/index.js';
import type { Gate, GateOptions } from '../../src/queue/index.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** How each kind of server puts a gate before a handler: the line that the README shows. */
const KINDS: Readonly<Record<string, (gate: Gate, handler: Handler) => Promise<Server>>> = {
  'node:http': (gate, handler) => Promise.resolve(createServer(gateHttp(gate, handler))),
  Express: (gate, handler) => {
    const app = express();
    app.use(gateExpress(gate));
    app.use((request, response) => handler(request, response) as undefined);
    return Promise.resolve(createServer(app as RequestListener));
  },
  Fastify: async (gate, handler) => {
    const app = fastify();
    app.addHook('onRequest', gateFastify(gate));
    // Inside a plugin, where a hook that stayed in its own scope would not reach.
    await app.register((inner) => {
      inner.all('/', async (request, reply) => {
        reply.hijack();
        await handler(request.raw, reply.raw);
      });
      return Promise.resolve();
    });
    await app.ready();
    return app.server;
  },
};

const toClose: Server[] = [];

afterEach(() => {
  for (const server of toClose.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function listening(kind: string, options: Omit<GateOptions, 'meter'>, handler: Handler) {
  const meter = new QueueMeter();
  const gate = createGate({ ...options, meter });
  const server = await KINDS[kind]?.(gate, handler);
  if (server === undefined) {
    throw new Error(`no kind ${kind}`);
  }
  toClose.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { gate, meter, port: (server.address() as AddressInfo).port };
}

function ask(port: number, method = 'GET') {
  const asked = request({ port, host: '127.0.0.1', method, agent: false });
  asked.end();
  const answer = once(asked, 'response').then(async ([response]: IncomingMessage[]) => ({
    status: response?.statusCode,
    retryAfter: response?.headers['retry-after'],
    body: response === undefined ? '' : await text(response),
  }));
  // One that leaves is expected to fail.
  answer.catch(() => undefined);
  return { answer, leave: () => asked.destroy() };
}

const until = (what: () => void) => vi.waitFor(what, { timeout: 5000, interval: 2 });

/** Responses that the test ends when it wants to. */
function held() {
  const open: ServerResponse[] = [];
  return { open, handler: (_request: IncomingMessage, response: ServerResponse) => open.push(response) };
}

describe.each(Object.keys(KINDS))('behind %s', (kind) => {
  it('one waits for the other, and the wait is measured', async () => {
    const { open, handler } = held();
    const { gate, meter, port } = await listening(kind, { concurrency: 1 }, handler);
    const [first, second] = [ask(port), ask(port)];
    await until(() => {
      expect([gate.active, gate.waiting, open.length]).toEqual([1, 1, 1]);
    });
    expect(meter.snapshot()?.depth).toBe(1);
    open[0]?.end('one');
    await until(() => {
      expect(open).toHaveLength(2);
    });
    open[1]?.end('two');
    expect([(await first.answer).body, (await second.answer).body].sort()).toEqual(['one', 'two']);
    await until(() => {
      expect([gate.active, gate.waiting]).toEqual([0, 0]);
    });
    expect(meter.snapshot()?.count).toBe(2);
    expect(meter.snapshot()?.sumS).toBeGreaterThan(0);
  });

  it('a full gate answers 503 and when to come back, to HEAD as well', async () => {
    const { open, handler } = held();
    const { gate, port } = await listening(kind, { concurrency: 1, maxWaiting: 0 }, handler);
    const first = ask(port);
    await until(() => {
      expect(gate.active).toBe(1);
    });
    const refused = await ask(port).answer;
    expect(refused).toMatchObject({ status: 503, retryAfter: '1' });
    expect(refused.body).toContain('no slot is free');
    expect(await ask(port, 'HEAD').answer).toMatchObject({ status: 503, retryAfter: '1', body: '' });
    open[0]?.end('one');
    expect(await first.answer).toMatchObject({ status: 200, body: 'one' });
    expect(gate.waiting).toBe(0);
  });

  it('who waits too long gets 503', async () => {
    const { open, handler } = held();
    const { gate, port } = await listening(kind, { concurrency: 1, timeoutS: 0.05 }, handler);
    const first = ask(port);
    await until(() => {
      expect(open).toHaveLength(1);
    });
    const late = await ask(port).answer;
    expect(late).toMatchObject({ status: 503, retryAfter: '1' });
    expect(late.body).toContain('within 0.05 s');
    open[0]?.end();
    await first.answer;
    await until(() => {
      expect(gate.active).toBe(0);
    });
  });

  it('a client that leaves while it waits gives up its place and never reaches the handler', async () => {
    const { open, handler } = held();
    const { gate, meter, port } = await listening(kind, { concurrency: 1 }, handler);
    ask(port);
    await until(() => {
      expect(open).toHaveLength(1);
    });
    const impatient = ask(port);
    await until(() => {
      expect(gate.waiting).toBe(1);
    });
    impatient.leave();
    await until(() => {
      expect(gate.waiting).toBe(0);
    });
    open[0]?.end();
    await until(() => {
      expect(gate.active).toBe(0);
    });
    expect(open).toHaveLength(1);
    expect(meter.snapshot()?.count).toBe(2);
  });

  it('a client that leaves in mid-stream frees its slot for the next', async () => {
    const { open, handler } = held();
    const { gate, port } = await listening(kind, { concurrency: 1 }, handler);
    const first = ask(port);
    await until(() => {
      expect(open).toHaveLength(1);
    });
    open[0]?.write('a token');
    const second = ask(port);
    await until(() => {
      expect(gate.waiting).toBe(1);
    });
    first.leave();
    await until(() => {
      expect(open).toHaveLength(2);
    });
    open[1]?.write('a');
    expect(gate.active).toBe(1);
    open[1]?.end('b');
    expect((await second.answer).body).toBe('ab');
    await until(() => {
      expect(gate.active).toBe(0);
    });
  });

  it('requests that share a connection take a slot each, and lose none when it breaks', async () => {
    const { open, handler } = held();
    const { gate, port } = await listening(kind, { concurrency: 20 }, handler);
    const warned = vi.fn();
    process.on('warning', warned);
    const socket = connect(port, '127.0.0.1');
    // Pipelined: only the first response has the socket, and twelve are more than Node's limit of listeners.
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(12));
    await until(() => {
      expect(open).toHaveLength(12);
    });
    expect(gate.active).toBe(12);
    socket.destroy();
    await until(() => {
      expect(gate.active).toBe(0);
    });
    process.off('warning', warned);
    expect(warned.mock.calls.map(([warning]) => String(warning))).toEqual([]);
  });

  it('a connection that is kept alive gives its slot back between requests', async () => {
    const { gate, port } = await listening(kind, { concurrency: 1 }, (_request, response) => {
      response.end('ok');
    });
    const socket = connect(port, '127.0.0.1');
    let answers = '';
    socket.on('data', (chunk: Buffer) => (answers += chunk.toString()));
    for (let i = 1; i <= 3; i++) {
      socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
      await until(() => {
        expect(answers.split('200 OK')).toHaveLength(i + 1);
        expect(gate.active).toBe(0);
      });
    }
    socket.destroy();
  });

  it('no slot is lost among clients that come and leave as they like', async () => {
    const { gate, port } = await listening(kind, { concurrency: 3, maxWaiting: 10 }, (_request, response) => {
      setTimeout(() => response.end('ok'), 2);
    });
    const clients = Array.from({ length: 60 }, (_, index) => {
      const client = ask(port);
      if (index % 3 === 0) {
        setTimeout(client.leave, index % 7);
      }
      return client.answer.then(
        ({ status }) => status,
        () => 'left',
      );
    });
    const ends = await Promise.all(clients);
    expect(ends.every((end) => end === 200 || end === 503 || end === 'left')).toBe(true);
    await until(() => {
      expect([gate.active, gate.waiting]).toEqual([0, 0]);
    });
    expect((await ask(port).answer).status).toBe(200);
  });
});

describe('an error in a handler', () => {
  it('gives the slot back and stays unhandled with node:http', async () => {
    const seen: unknown[] = [];
    const gate = createGate({ concurrency: 1, meter: new QueueMeter() });
    const handler = gateHttp(gate, () => {
      throw new Error('of the host');
    });
    const server = createServer(handler);
    toClose.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const before = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (error) => seen.push(error));
    try {
      ask((server.address() as AddressInfo).port);
      await until(() => {
        expect(seen.map(String)).toEqual(['Error: of the host']);
      });
    } finally {
      process.removeAllListeners('unhandledRejection');
      before.forEach((listener) => process.on('unhandledRejection', listener));
    }
    expect(gate.active).toBe(0);
  });

  it.each(['throws', 'rejects'])('gives the slot back where a route of Express %s', async (how) => {
    const gate = createGate({ concurrency: 1, meter: new QueueMeter() });
    const app = express();
    app.set('env', 'test');
    app.use(gateExpress(gate));
    app.get('/', () => {
      if (how === 'throws') {
        throw new Error('of the host');
      }
      return Promise.reject(new Error('of the host'));
    });
    const server = createServer(app as RequestListener);
    toClose.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect((await ask(port).answer).status).toBe(500);
    expect((await ask(port).answer).status).toBe(500);
    await until(() => {
      expect(gate.active).toBe(0);
    });
  });

  it('gives the slot back where a route of Fastify rejects, under inject and for an unknown path as well', async () => {
    const gate = createGate({ concurrency: 1, maxWaiting: 0, meter: new QueueMeter() });
    const app = fastify();
    app.addHook('onRequest', gateFastify(gate));
    app.get('/', () => Promise.reject(new Error('of the host')));
    for (const [url, status] of [
      ['/', 500],
      ['/unknown', 404],
      ['/', 500],
    ] as const) {
      expect((await app.inject(url)).statusCode).toBe(status);
      await until(() => {
        expect(gate.active).toBe(0);
      });
    }
    await app.close();
  });
});

it('frees the slots of an HTTP/2 client that cancels and of one that is cut off', async () => {
  const gate = createGate({ concurrency: 1, meter: new QueueMeter() });
  const listener = gateHttp(gate, held().handler);
  const server = http2.createServer(listener as unknown as (...args: unknown[]) => void);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const send = () => client.request({ ':path': '/' }).on('error', () => undefined);
  const [, second] = [send(), send(), send()];
  await until(() => {
    expect([gate.active, gate.waiting]).toEqual([1, 2]);
  });
  second.close(http2.constants.NGHTTP2_CANCEL);
  await until(() => {
    expect([gate.active, gate.waiting]).toEqual([1, 1]);
  });
  client.destroy();
  await until(() => {
    expect([gate.active, gate.waiting]).toEqual([0, 0]);
  });
  server.close();
});
