/** Entry of the worker thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { clockOf } from '../clock.js';
import { EXPOSITION_TYPE, expositionText } from '../exposition/index.js';
import { touch } from '../journal/sign-of-life/index.js';
import { safeMessage } from '../safe/index.js';
import { mayHaveGpu } from '../gpu/presence/index.js';
import { isHealthy, isReady } from './health.js';
import type { Health } from './health.js';
import { onceIn } from './once.js';
import type { FromWorker, ToWorker, WorkerStart } from './protocol.js';
import { serve } from './server.js';
import type { Answer, StatusServer } from './server.js';
import { Telemetry } from './telemetry.js';

const QUIET_MS = 60_000;

const port = parentPort;
if (port === null) {
  throw new Error('this module is the entry of a worker thread and does nothing elsewhere');
}

const post = (message: FromWorker): void => {
  port.postMessage(message);
};
const say = (level: 'error' | 'warn'): ((...parts: unknown[]) => void) => {
  const pass = onceIn(QUIET_MS, (message) => {
    post({ type: 'diagnostic', level, message });
  });
  return (...parts) => {
    pass(
      safeMessage(parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' ')),
    );
  };
};
const error = say('error');

const start = workerData as WorkerStart;
const { config } = start;
const nowS = clockOf(start.clock);

// The port opens before anything large is loaded: a scrape and a probe in the first moment find somebody, and a server
// that loads on few cores keeps them. What is not there for everybody is imported when it is needed.
const telemetry = new Telemetry(start, {
  nowS,
  post,
  complain: error,
  touch,
  push: async (observe) => {
    const { hearDiagnostics, Push } = await import('../otlp/index.js');
    hearDiagnostics(error, say('warn'));
    return new Push(config, config.otlpEndpoint ?? '', start.clock.atS, observe);
  },
  sampler: async () => {
    if (!mayHaveGpu(process.env)) {
      return null;
    }
    const { openGpuSource, startGpuSampler } = await import('../gpu/index.js');
    const intervalMs = config.gpuIntervalS * 1000;
    return startGpuSampler({
      open: () => openGpuSource({ env: process.env, intervalMs, complain: error }),
      intervalMs,
      keepOn: config.gpu === 'always',
      nowS,
      complain: error,
    });
  },
});

const probe = (passes: (health: Health) => boolean) => (): Answer => {
  const health = telemetry.health();
  return {
    status: passes(health) ? 200 : 503,
    type: 'application/json',
    body: `${JSON.stringify(health)}\n`,
  };
};
const ROUTES: ReadonlyMap<string, () => Answer> = new Map([
  ['/metrics', () => ({ status: 200, type: EXPOSITION_TYPE, body: expositionText(telemetry.observe()) })],
  ['/healthz', probe(isHealthy)],
  ['/readyz', probe(isReady)],
]);

let server: StatusServer | null = null;

const answer = (request: number, work: Promise<void>): void => {
  void work.finally(() => {
    post({ type: 'done', request });
  });
};

port.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'flush':
      answer(message.request, telemetry.flush());
      break;
    case 'shutdown':
      answer(
        message.request,
        telemetry.shutdown().then(() => server?.close()),
      );
      break;
    default:
      telemetry.receive(message);
  }
});

const listen = async (): Promise<void> => {
  if (config.metricsPort !== false) {
    try {
      server = await serve(config.metricsHost, config.metricsPort, ROUTES);
    } catch (problem) {
      error(problem instanceof Error ? problem.message : String(problem));
    }
  }
  post({ type: 'listening', url: server?.url ?? null, port: server?.port ?? null });
};
void listen();
