import { guarded } from '../../guard.js';
import type { Tracker } from '../tracker/index.js';

type Fetch = (this: unknown, ...args: never[]) => unknown;

/** Files that hold weights; the rest of a model is small. */
const WEIGHTS = /\.(?:onnx|onnx_data(?:_\d+)?|data|bin|safetensors|gguf)$/i;

/**
 * The library asks `env.fetch` for what is really remote and only then, whereas its own events say "download" for
 * local files too. Responses are handed on as they are; only the reading of their body is looked at.
 */
export function watchFetch(original: Fetch, tracker: Tracker): Fetch {
  return async function (this: unknown, ...args: never[]) {
    const response = await (original.apply(this, args) as Promise<unknown>);
    guarded('the instrumentation of a download', undefined, () => {
      if (response instanceof Response && isDownloadOfWeights(args[0], response)) {
        watchBody(response, tracker);
      }
    });
    return response;
  };
}

/** A part of a file is asked for only to learn its size. */
function isDownloadOfWeights(input: unknown, response: Response): boolean {
  const url = input instanceof Request ? input.url : String(input);
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  return response.status === 200 && response.body !== null && WEIGHTS.test(path);
}

function watchBody(response: Response, tracker: Tracker): void {
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const download = tracker.download(Number.isFinite(length) && length > 0 ? length : null);
  const { body } = response;
  if (download === null || body === null) {
    return;
  }
  const getReader = body.getReader.bind(body) as () => ReadableStreamDefaultReader<Uint8Array>;
  body.getReader = (() => {
    const reader = getReader();
    const read = reader.read.bind(reader);
    reader.read = async () => {
      try {
        const result = await read();
        if (result.done) download.end(true);
        else download.bytes(result.value.byteLength);
        return result;
      } catch (error) {
        download.end(false);
        throw error;
      }
    };
    return reader;
  }) as typeof body.getReader;
  for (const method of ['arrayBuffer', 'blob', 'bytes'] as const) {
    const whole = response[method].bind(response) as () => Promise<unknown>;
    const watched = async () => {
      try {
        const result = await whole();
        download.bytes(Number.isFinite(length) ? length : 0);
        download.end(true);
        return result;
      } catch (error) {
        download.end(false);
        throw error;
      }
    };
    Object.defineProperty(response, method, { value: watched, configurable: true, writable: true });
  }
}
