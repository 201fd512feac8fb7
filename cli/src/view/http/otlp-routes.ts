import type { IncomingMessage } from 'node:http';
import {
  LOGS_REQUEST,
  MalformedError,
  METRICS_REQUEST,
  readJson,
  readProtobuf,
  TRACES_REQUEST,
  translateMetrics,
  translateTraces,
  writePartialSuccess,
  type Decoded,
  type Message,
  type PartialSuccess,
  type Translation,
} from '../otlp/index.js';
import type { SeriesStore } from '../store/index.js';
import { parseJson, readBody } from './body.js';
import { HttpError } from './http-error.js';
import { json, type Reply } from './reply.js';
import type { Route } from './router.js';

/** One of the two forms of OTLP/HTTP, by media type. */
interface Format {
  read<M extends Message>(message: M, body: Buffer): Decoded<M>;
  reply(rejected: PartialSuccess | null, rejectedName: string): Reply;
}

const FORMATS: Readonly<Record<string, Format>> = {
  'application/json': {
    read: (message, body) => readJson(message, parseJson(body)),
    reply: (rejected, rejectedName) =>
      json(
        rejected
          ? { partialSuccess: { [rejectedName]: String(rejected.rejected), errorMessage: rejected.message } }
          : {},
      ),
  },
  'application/x-protobuf': {
    read: (message, body) => readProtobuf(message, body),
    reply: (rejected) => ({
      status: 200,
      type: 'application/x-protobuf',
      body: writePartialSuccess(rejected),
    }),
  },
};

/** The OTLP/HTTP receiver. Source: OTLP specification 1.x, "OTLP/HTTP". */
export function otlpRoutes(store: SeriesStore): readonly Route[] {
  return [
    receiver('/v1/metrics', METRICS_REQUEST, translateMetrics, 'rejectedDataPoints', store),
    receiver('/v1/traces', TRACES_REQUEST, translateTraces, 'rejectedSpans', store),
    receiver('/v1/logs', LOGS_REQUEST, dropLogs, 'rejectedLogRecords', store),
  ];
}

/**
 * The page shows no logs: what a record of ours tells, a series tells too. It is still a plain success, because the
 * exporters of OpenTelemetry warn their host at each partial one, and there is nothing that the host could mend.
 */
function dropLogs(): Translation {
  return { samples: [], rejected: null };
}

function receiver<M extends Message>(
  path: string,
  message: M,
  translate: (request: Decoded<M>, receivedMs: number) => Translation,
  rejectedName: string,
  store: SeriesStore,
): Route {
  return {
    method: 'POST',
    path,
    async handle(request) {
      const format = formatOf(request);
      const { samples, rejected } = translate(readWith(format, message, await readBody(request)), Date.now());
      store.add(samples);
      return format.reply(rejected, rejectedName);
    },
  };
}

function formatOf(request: IncomingMessage): Format {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const format = Object.hasOwn(FORMATS, type) ? FORMATS[type] : undefined;
  if (!format) {
    throw new HttpError(
      415,
      `Content-Type "${type}" is not OTLP; send ${Object.keys(FORMATS).join(' or ')}.`,
    );
  }
  return format;
}

function readWith<M extends Message>(format: Format, message: M, body: Buffer): Decoded<M> {
  try {
    return format.read(message, body);
  } catch (error) {
    if (error instanceof MalformedError) {
      throw new HttpError(400, `The body is not OTLP: ${error.message}.`);
    }
    throw error;
  }
}
