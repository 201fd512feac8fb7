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

/** An export as it came, unpacked. */
export interface Sent {
  /** Media type. */
  readonly type: string;
  readonly body: Buffer;
}

/** The OTLP/HTTP receiver. Source: OTLP specification 1.x, "OTLP/HTTP". */
export function otlpRoutes(store: SeriesStore): readonly Route[] {
  const stored =
    <R>(translate: (request: R, receivedMs: number) => Translation) =>
    (request: R): PartialSuccess | null => {
      const { samples, rejected } = translate(request, Date.now());
      store.add(samples);
      return rejected;
    };
  return [
    otlpRoute('/v1/metrics', METRICS_REQUEST, 'rejectedDataPoints', stored(translateMetrics)),
    otlpRoute('/v1/traces', TRACES_REQUEST, 'rejectedSpans', stored(translateTraces)),
    otlpRoute('/v1/logs', LOGS_REQUEST, 'rejectedLogRecords', takeLogs),
  ];
}

/**
 * The page shows no logs: what a record of ours tells, a series tells too. It is still a plain success, because the
 * exporters of OpenTelemetry warn their host at each partial one, and there is nothing that the host could mend.
 */
function takeLogs(): null {
  return null;
}

/**
 * Takes the exports of one signal, in both forms.
 *
 * @param rejectedName of the number in the answer that says how many were not taken
 * @param take answers what of it could not be used; `null`: everything was taken
 */
export function otlpRoute<M extends Message>(
  path: string,
  message: M,
  rejectedName: string,
  take: (request: Decoded<M>, sent: Sent) => PartialSuccess | null,
): Route {
  return {
    method: 'POST',
    path,
    async handle(request) {
      const type = mediaType(request);
      const format = formatOf(type);
      const body = await readBody(request);
      return format.reply(take(readWith(format, message, body), { type, body }), rejectedName);
    },
  };
}

function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

function formatOf(type: string): Format {
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
