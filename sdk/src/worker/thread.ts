/** Entry of the worker thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { onceIn } from './once.js';
import type { FromWorker, ToWorker, WorkerStart } from './protocol.js';
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
    pass(parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '));
  };
};
const nothing = (): void => undefined;
const error = say('error');
diag.setLogger(
  { error, warn: say('warn'), info: nothing, debug: nothing, verbose: nothing },
  DiagLogLevel.WARN,
);

const { config } = workerData as WorkerStart;
const telemetry = new Telemetry(config, error);

const answer = (request: number, work: Promise<void>): void => {
  void work.finally(() => {
    post({ type: 'done', request });
  });
};

port.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'load':
    case 'transition':
      telemetry.receive(message);
      break;
    case 'flush':
      answer(message.request, telemetry.flush());
      break;
    case 'shutdown':
      answer(message.request, telemetry.shutdown());
      break;
  }
});

post({ type: 'listening', url: await telemetry.listen() });
