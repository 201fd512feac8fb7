import { createServer } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pollHealth } from '../../../src/run/ready/index.js';
import type { HealthCheck, PollOptions } from '../../../src/run/ready/index.js';
import { freePort, serveHttp } from './servers.js';

const nowS = (): number => (performance.timeOrigin + performance.now()) / 1000;

/** Polls until ready; answers what was dated. */
async function poll(check: HealthCheck, over: Partial<PollOptions> = {}) {
  const ready: { atS: number; resolutionS: number }[] = [];
  const startedS = nowS();
  await pollHealth({
    check,
    everyMs: 10,
    nowS,
    signal: new AbortController().signal,
    onReady: (atS, resolutionS) => ready.push({ atS, resolutionS }),
    ...over,
  });
  return { startedS, endedS: nowS(), ready };
}

describe('asked by HTTP', () => {
  it('is ready at the first 2xx, known to the last question before it, one question at a time', async () => {
    const asked: number[] = [];
    const server = await serveHttp((_, response) => {
      asked.push(nowS());
      response.writeHead(asked.length < 4 ? 503 : 204).end();
    });
    const { ready, startedS, endedS } = await poll({ kind: 'http', url: `${server.url}/health?deep=1` });
    expect(ready).toHaveLength(1);
    const [first = { atS: 0, resolutionS: 0 }] = ready;
    expect(first.atS).toBeGreaterThanOrEqual(asked[3] ?? Infinity);
    expect(first.atS).toBeLessThanOrEqual(endedS);
    // The question before it was sent before it arrived.
    expect(first.atS - first.resolutionS).toBeLessThanOrEqual(asked[2] ?? 0);
    expect(first.atS - first.resolutionS).toBeGreaterThanOrEqual(startedS);
    expect(server.requests).toHaveLength(4);
    expect(server.most()).toBe(1);
    for (const { method, url, headers } of server.requests) {
      expect([method, url, headers.connection]).toEqual(['GET', '/health?deep=1', 'close']);
    }
  });

  it('waits for a port that opens later', async () => {
    const port = await freePort();
    let refused = 0;
    const { ready } = await poll(
      { kind: 'http', url: `http://127.0.0.1:${port}/ping` },
      {
        nowS: () => {
          refused += 1;
          // The second question has been answered: by nobody.
          if (refused === 5) {
            void serveHttp((_, response) => response.end('Healthy'), port);
          }
          return nowS();
        },
      },
    );
    expect(ready).toHaveLength(1);
  });

  it('does not take a redirect for an answer, nor follow it', async () => {
    let asked = 0;
    const server = await serveHttp((request, response) => {
      asked += 1;
      if (request.url === '/elsewhere' || asked > 3) {
        response.writeHead(200).end();
      } else {
        response.writeHead(302, { location: '/elsewhere' }).end();
      }
    });
    await poll({ kind: 'http', url: `${server.url}/health` });
    expect(server.requests.map(({ url }) => url)).toEqual(Array(4).fill('/health'));
  });

  it('gives a question up that is not answered', async () => {
    let asked = 0;
    const server = await serveHttp((_, response) => {
      asked += 1;
      if (asked > 2) response.end();
    });
    const { ready } = await poll({ kind: 'http', url: server.url }, { timeoutMs: 50 });
    expect(ready).toHaveLength(1);
    expect(server.most()).toBeLessThanOrEqual(2);
  });

  it.each([
    ['no JSON', 'Ollama is running'],
    ['no such list', '{"message":"ok"}'],
    ['an empty list', '{"models":[]}'],
    ['no object', 'null'],
    ['more than an answer is long', `{"models":["${'x'.repeat(300_000)}"]}`],
  ])('is not ready by %s where a list must be filled', async (_, body) => {
    let asked = 0;
    const server = await serveHttp((__, response) => {
      asked += 1;
      response.end(asked > 2 ? '{"models":[{"name":"tiny"}]}' : body);
    });
    await poll({ kind: 'http', url: `${server.url}/api/ps`, filled: 'models' });
    expect(asked).toBe(3);
  });

  it('ends when it is told to, in mid-question too, and dates nothing', async () => {
    const controller = new AbortController();
    const server = await serveHttp(() => {
      controller.abort();
    });
    const { ready } = await poll({ kind: 'http', url: server.url }, { signal: controller.signal });
    expect(ready).toEqual([]);
    expect(server.requests).toHaveLength(1);
    await poll({ kind: 'http', url: server.url }, { signal: controller.signal });
    expect(server.requests).toHaveLength(1);
  });
});

describe('asked by TCP', () => {
  it('is ready when the port opens', async () => {
    const port = await freePort();
    const server = createServer((socket) => socket.destroy());
    onTestFinished(() => {
      server.close();
    });
    const polling = poll({ kind: 'tcp', host: '127.0.0.1', port });
    await sleep(60);
    const openedS = nowS();
    server.listen(port, '127.0.0.1');
    const { ready } = await polling;
    expect(ready[0]?.atS).toBeGreaterThanOrEqual(openedS);
  });

  it('ends when it is told to', async () => {
    const controller = new AbortController();
    const polling = poll(
      { kind: 'tcp', host: '127.0.0.1', port: await freePort() },
      { signal: controller.signal },
    );
    controller.abort();
    expect((await polling).ready).toEqual([]);
  });
});

type Serving = 'SERVING' | 'NOT_SERVING' | 'unknown';

/** grpc.health.v1 as @grpc/grpc-js serves it. */
async function serveGrpc(answer: (service: string) => Serving) {
  const asked: string[] = [];
  const code = { SERVING: 1, NOT_SERVING: 2 };
  const implementation: UntypedServiceImplementation = {
    Check: (
      { request: { service } }: { request: { service: string } },
      reply: (error: { code: status } | null, value: number) => void,
    ) => {
      asked.push(service);
      const state = answer(service);
      if (state === 'unknown') {
        reply({ code: status.NOT_FOUND }, 0);
      } else {
        reply(null, code[state]);
      }
    },
  };
  const server = new Server();
  server.addService(
    {
      Check: {
        path: '/grpc.health.v1.Health/Check',
        requestStream: false,
        responseStream: false,
        requestSerialize: () => Buffer.alloc(0),
        responseSerialize: (value: number) => Buffer.from([0x08, value]),
        responseDeserialize: () => null,
        // Field 1, its length in one or two bytes, the name.
        requestDeserialize: (bytes: Buffer) => ({
          service: bytes.subarray(bytes.length > 129 ? 3 : 2).toString(),
        }),
      },
    },
    implementation,
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  onTestFinished(() => {
    server.forceShutdown();
  });
  return { port, asked };
}

describe('asked by gRPC', () => {
  it.each(['', 'inference.Model', 'm'.repeat(300)])(
    'is ready when the service %# serves, and not while it is unknown or does not',
    async (service) => {
      const answers: Serving[] = ['unknown', 'NOT_SERVING', 'SERVING'];
      const server = await serveGrpc(() => answers.shift() ?? 'SERVING');
      const { ready } = await poll({ kind: 'grpc', host: '127.0.0.1', port: server.port, service });
      expect(ready).toHaveLength(1);
      expect(server.asked).toEqual([service, service, service]);
    },
  );

  it('is not ready by what speaks something else, does not answer or does not listen', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const http = await serveHttp((_, response) => response.end());
    const silentPort = (silent.address() as { port: number }).port;
    for (const port of [http.port, silentPort, await freePort()]) {
      const signal = AbortSignal.timeout(200);
      const check = { kind: 'grpc', host: '127.0.0.1', port, service: '' } as const;
      expect((await poll(check, { timeoutMs: 50, signal })).ready).toEqual([]);
    }
    silent.close();
  });
});
