import { setTimeout as sleep } from 'node:timers/promises';
import { get } from '../http/index.js';
import type { NativeFigure } from './figure.js';
import { figuresInJson } from './json.js';
import { figuresOf } from './prometheus.js';
import { NATIVE_SOURCES } from './servers.js';
import type { NativeSource } from './servers.js';

/** Some servers put their figures on the page a while after they are ready. Counted from the call. */
const READ_AT_MS = [500, 5000, 20_000] as const;
const TIMEOUT_MS = 2000;
const MOST_BYTES = 8 * 1024 * 1024;

export interface NativeReading {
  readonly figures: readonly NativeFigure[];
  /** Why there is none, for people; `null` where there is one. */
  readonly why: string | null;
}

export interface ReadOptions {
  /** Id of the server. */
  readonly server: string;
  /** The port of answers, or of metrics where the server has one for them; see `portOf`. */
  readonly port: number;
  /** Default: 0.5, 5 and 20 seconds after the call, until there is something. */
  readonly readAtMs?: readonly number[];
  /** The server has ended. */
  readonly signal: AbortSignal;
}

/** Where a server tells how long its start-up took; `null` for one that does not. */
export function nativeSource(server: string): NativeSource | null {
  return (Object.hasOwn(NATIVE_SOURCES, server) ? NATIVE_SOURCES[server] : undefined) ?? null;
}

/** Asks a server that is ready for the figures of its own start-up. Never rejects, and does not keep the process alive. */
export async function readNative({
  server,
  port,
  readAtMs = READ_AT_MS,
  signal,
}: ReadOptions): Promise<NativeReading> {
  const source = nativeSource(server);
  if (source === null) {
    return { figures: [], why: `${server} tells no durations of its own` };
  }
  const url = `http://127.0.0.1:${port}${source.path}`;
  const begunMs = performance.now();
  let why = `${url} was not asked: the server ended`;
  for (const atMs of readAtMs) {
    await sleep(Math.max(0, begunMs + atMs - performance.now()), undefined, { signal, ref: false }).catch(
      () => undefined,
    );
    if (signal.aborted) {
      break;
    }
    const answer = await get(url, MOST_BYTES, AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]));
    const figures = answer?.status === 200 ? figuresIn(source, answer.body ?? '') : [];
    if (figures.length > 0) {
      return { figures, why: null };
    }
    const said =
      answer === null
        ? 'did not answer'
        : answer.status === 200
          ? 'has no such figure'
          : `answered ${answer.status}`;
    why = `${url} ${said}; it needs ${source.needs}`;
  }
  return { figures: [], why };
}

function figuresIn({ metrics, json }: NativeSource, body: string): NativeFigure[] {
  return [...figuresOf(body, metrics ?? []), ...(json === undefined ? [] : figuresInJson(body, json))];
}
