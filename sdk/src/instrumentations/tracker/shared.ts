import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { nowS, PROCESS_STARTED_S } from '../../clock.js';
import { openLoads, startLoad } from '../../coldstart.js';
import { guarded } from '../../guard.js';
import { Tracker } from './tracker.js';
import { deviceBytesRead } from './weights-source.js';

/** One for the process, also where two copies of this package are in it. */
const KEY = Symbol.for('coldstart.tracker');

interface Holder {
  [KEY]: Tracker | undefined;
}

/** The tracker of this process, connected to its HTTP servers and its end. */
export function sharedTracker(): Tracker {
  const holder = globalThis as unknown as Holder;
  return (holder[KEY] ??= connected());
}

function connected(): Tracker {
  const name = process.env['COLDSTART_MODEL_NAME'];
  const tracker = new Tracker({
    processStartedS: PROCESS_STARTED_S,
    modelName: name === undefined || name === '' ? null : name,
    nowS,
    startLoad,
    openLoads,
    after: (ms, fn) => {
      const timer = setTimeout(() => {
        guarded('an instrumentation', undefined, fn);
      }, ms).unref();
      return () => {
        clearTimeout(timer);
      };
    },
    deviceBytesRead,
  });
  // Channels of Node itself: no server has to be patched for them.
  on('tracing:net.server.listen:asyncEnd', () => {
    tracker.listening();
  });
  on('http.server.request.start', ({ request, response }) => {
    const { method } = request;
    if (tracker.requestBegan(request, method !== 'GET' && method !== 'HEAD')) {
      response.once('close', () => {
        tracker.requestOver(request);
      });
    }
  });
  on('http.server.response.finish', ({ request, response }) => {
    tracker.responseFinished(request, response.statusCode);
  });
  process.once('exit', (code) => {
    guarded('an instrumentation', undefined, () => {
      if (code === 0) tracker.finish();
    });
  });
  process.once('beforeExit', () => {
    guarded('an instrumentation', undefined, () => {
      tracker.finish();
    });
  });
  return tracker;
}

interface Exchanged {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

function on(channel: string, listener: (message: Exchanged) => void): void {
  subscribe(channel, (message) => {
    guarded('an instrumentation', undefined, () => {
      listener(message as Exchanged);
    });
  });
}
