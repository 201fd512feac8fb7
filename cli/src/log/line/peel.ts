import { readStamp } from './stamps.js';
import type { Stamp, StampName } from './stamps.js';

/** A line without what others wrote around it. */
export interface LogLine {
  /** Colours and what the container runtime put before it gone, JSON opened, spaces in a row made one. */
  readonly text: string;
  readonly stamp: Stamp | null;
  /** The process or rank that wrote it, as the prefix says; empty for none. */
  readonly lane: string;
}

/** Of a longer line only so much is read: what says something stands at the beginning. */
export const LONGEST_LINE = 8192;
/** A line of JSON can only be read whole. */
const LONGEST_RAW = LONGEST_LINE * 4;

// Escape sequences; the same as some collectors write them; and their rest where the escape character was lost.
// eslint-disable-next-line no-control-regex
const ANSI = /(?:\u001b|#033|\\u001b|\^\[)\[[0-9;?]{0,16}[A-Za-z]|\[(?:\d{1,2};)?\d{1,2}m/g;
/** `(Worker_TP0 pid=512)`, `(VllmWorker rank=1 pid=512)`, `(RayWorkerWrapper pid=205998, ip=10.0.0.7)`. */
const PROCESS = /\(([A-Za-z][\w:.#-]* )?(?:rank=\d+ )?pid=\d+(?:, ip=[\d.]+)?\)/g;
/** `[2026-04-14 16:08:49 DP0 TP1]`. */
const RANKS = /\d{2}:\d{2}:\d{2}(?:[.,]\d+)? ((?:[A-Z]{2}\d+ ?)+)\]/;
/** `[TRT-LLM] [RANK 1] [I]`. */
const RANK = /\[(RANK \d+)\]/;
/** `[51234] srv load_model: …`: the port of a server that llama.cpp's router runs, at the beginning or after a stamp. */
const PORT = /^[\d:., |-]{0,40}\[ {0,4}(\d{4,5})\] (?!\[)/;
/** `2026-05-17T10:44:24.511234567Z stderr F `: containerd, CRI-O; without the stream: `kubectl logs --timestamps`, `docker logs -t`. */
const RUNTIME =
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(?:\d{1,9}\S{1,6} std(?:out|err) [FP] |\d{7,9}(?:Z|[+-]\d\d:\d\d) )/;
const HEAD = 512;
/** Years 2001 and 2286: a number between them is Unix time. */
const EARLIEST_MS = 1e12;
const LATEST_MS = 1e13;
const UNITS_MS = [1000, 1, 1e-3, 1e-6];
/** Unix time as text. */
const UNIX = /^\d{10,19}(\.\d+)?$/;

/** Takes a line apart. `names` are the stamps that may stand in it. */
export function peel(raw: string, names?: readonly StampName[]): LogLine {
  const opened = raw.includes('{"') ? open(raw.slice(0, LONGEST_RAW)) : null;
  const cut = (opened?.message ?? raw).slice(0, LONGEST_LINE);
  const plain = cut.includes('[') ? cut.replace(ANSI, '') : cut;
  const whole = plain.replace(/\s+/g, ' ').trim();
  const text = whole.replace(RUNTIME, '');
  const head = whole.slice(0, HEAD);
  // Names of processes can be long.
  const start = head.includes('pid=') ? head.replaceAll(PROCESS, '') : head;
  const stamp = readStamp(opened?.time ?? start, names) ?? (opened === null ? null : readStamp(start, names));
  return { text, stamp, lane: opened?.rank ?? laneOf(text.slice(0, HEAD)) };
}

function laneOf(head: string): string {
  const [, ranks] = RANKS.exec(head) ?? [];
  return ranks?.trim() ?? head.match(PROCESS)?.at(-1) ?? RANK.exec(head)?.[1] ?? PORT.exec(head)?.[1] ?? '';
}

interface Opened {
  readonly message: string;
  /** Text of the stamp that the container runtime or the server put in; `undefined` for none. */
  readonly time: string | undefined;
  readonly rank: string | undefined;
}

/** Where the message stands in a line of JSON, by who writes it. The first that is text counts. */
const MESSAGES: readonly (readonly string[])[] = [
  // Docker's json-file.
  ['log'],
  // Servers.
  ['message'],
  ['fields', 'message'],
  ['msg'],
  // Google Cloud Logging.
  ['textPayload'],
  ['jsonPayload', 'message'],
  ['jsonPayload', 'log'],
  // CloudWatch Logs Insights.
  ['@message'],
  // Loki's logcli, `--output=jsonl`.
  ['line'],
];

const TIMES: readonly string[] = ['time', 'timestamp', 'ts', '@timestamp'];

/** A line of JSON, of a server, a container runtime or a store of logs. */
function open(line: string): Opened | null {
  const start = line.indexOf('{"');
  // A colour may end behind it.
  const value = object(parse(line.slice(start, line.lastIndexOf('}') + 1)));
  if (value === null) {
    return null;
  }
  const message = first(MESSAGES, (path) => text(at(value, path)));
  if (message === undefined) {
    return null;
  }
  const own = first(TIMES, (name) => timeOf(value[name]));
  const rank = object(value['span'])?.['rank'];
  const inner = message.startsWith('{"') ? open(message) : null;
  return {
    message: inner?.message ?? message,
    // What stands before the JSON was put there by the runtime.
    time: start > 0 && readStamp(line.slice(0, start)) !== null ? line.slice(0, start) : (own ?? inner?.time),
    rank: typeof rank === 'number' || typeof rank === 'string' ? String(rank) : inner?.rank,
  };
}

/** Text of a stamp; of Unix time in seconds, milliseconds, microseconds or nanoseconds one is made. */
function timeOf(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return UNIX.test(value) ? timeOf(Number(value)) : value;
  }
  if (typeof value !== 'number') {
    return undefined;
  }
  const ms = UNITS_MS.map((unitMs) => value * unitMs).find((each) => each > EARLIEST_MS && each < LATEST_MS);
  if (ms === undefined) {
    return undefined;
  }
  const time = new Date(ms).toISOString();
  return Number.isInteger(value) && ms === value * 1000 ? time.replace('.000', '') : time;
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce((inner: unknown, name) => object(inner)?.[name], value);
}

function first<T, R>(values: readonly T[], read: (value: T) => R | undefined): R | undefined {
  for (const value of values) {
    const found = read(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function object(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
