import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { listen, type Listener } from '../listen.js';
import type { Engine } from './engine.js';

export interface InferenceServer extends Listener {
  /** From now on `/readyz` answers 200 and `/infer` works. */
  serve(engine: Engine): void;
}

export interface ServingOptions {
  readonly tokens: number;
  readonly decodeS: number;
  /** A request came in, or one was answered; how many are in flight now. */
  onInFlight(requests: number): void;
  onFirstAnswer(): void;
}

/** `GET /readyz` for the kubelet, `POST /infer` for users. */
export async function startInferenceServer(options: ServingOptions): Promise<InferenceServer> {
  let engine: Engine | null = null;
  let inFlight = 0;
  let answered = 0;

  const listener = await listen(async (request, response) => {
    if (engine === null) {
      response.writeHead(503).end('the model is not loaded yet\n');
      return;
    }
    if (request.url === '/readyz') {
      response.writeHead(200).end('ready\n');
      return;
    }
    if (request.url !== '/infer' || request.method !== 'POST') {
      response.writeHead(404).end();
      return;
    }
    options.onInFlight(++inFlight);
    try {
      const seed = seedOf(await text(request));
      const output = await engine.infer(options.tokens, seed);
      await delay(options.decodeS * 1000);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ output }));
      if (++answered === 1) options.onFirstAnswer();
    } finally {
      options.onInFlight(--inFlight);
    }
  });
  return {
    ...listener,
    serve(ready) {
      engine = ready;
    },
  };
}

function seedOf(body: string): number {
  const parsed: unknown = JSON.parse(body);
  const seed = typeof parsed === 'object' && parsed !== null && 'seed' in parsed ? parsed.seed : 0;
  return typeof seed === 'number' && Number.isInteger(seed) && seed >= 0 ? seed : 0;
}
