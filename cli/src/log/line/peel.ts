import { readStamp } from './stamps.js';
import type { Stamp, StampName } from './stamps.js';

/** A line without what others wrote around it. */
export interface LogLine {
  /** Colours gone, JSON opened, spaces in a row made one. */
  readonly text: string;
  readonly stamp: Stamp | null;
  /** The process or rank that wrote it, as the prefix says; empty for none. */
  readonly lane: string;
}

/** Of a longer line only so much is read: what says something stands at the beginning. */
export const LONGEST_LINE = 8192;

// Escape sequences; the same as some collectors write them; and their rest where the escape character was lost.
// eslint-disable-next-line no-control-regex
const ANSI = /(?:\u001b|#033|\\u001b|\^\[)\[[0-9;?]{0,16}[A-Za-z]|\[(?:\d{1,2};)?\d{1,2}m/g;
/** `(Worker_TP0 pid=512)`, `(RayWorkerWrapper pid=205998, ip=10.0.0.7)`. */
const PROCESS = /\(([A-Za-z][\w:.#-]* )?pid=\d+(?:, ip=[\d.]+)?\)/g;
/** `[2026-04-14 16:08:49 DP0 TP1]`. */
const RANKS = /\d{2}:\d{2}:\d{2}(?:[.,]\d+)? ((?:[A-Z]{2}\d+ ?)+)\]/;
const HEAD = 512;

/** Takes a line apart. `names` are the stamps that may stand in it. */
export function peel(raw: string, names?: readonly StampName[]): LogLine {
  const cut = raw.length > LONGEST_LINE ? raw.slice(0, LONGEST_LINE) : raw;
  const plain = cut.includes('[') ? cut.replace(ANSI, '') : cut;
  const opened = plain.includes('{"') ? open(plain) : null;
  const text = (opened?.message ?? plain).replace(/\s+/g, ' ').trim();
  const head = text.slice(0, HEAD);
  // Names of processes can be long.
  const start = head.includes('pid=') ? head.replaceAll(PROCESS, '') : head;
  const stamp = readStamp(opened?.time ?? start, names) ?? (opened === null ? null : readStamp(start, names));
  return { text, stamp, lane: opened?.rank ?? laneOf(head) };
}

function laneOf(head: string): string {
  const [, ranks] = RANKS.exec(head) ?? [];
  return ranks?.trim() ?? head.match(PROCESS)?.at(-1) ?? '';
}

interface Opened {
  readonly message: string;
  /** Text of the stamp that the container runtime or the server put in; `undefined` for none. */
  readonly time: string | undefined;
  readonly rank: string | undefined;
}

/** A line of JSON: Docker's json-file (`log`, `time`), or a server's own (`message` or `fields.message`, `timestamp` or `time`). */
function open(line: string): Opened | null {
  const start = line.indexOf('{"');
  const value = object(parse(line.slice(start).trimEnd()));
  if (value === null) {
    return null;
  }
  const fields = object(value['fields']);
  const message =
    text(value['log']) ?? text(value['message']) ?? text(fields?.['message']) ?? text(value['msg']);
  if (message === undefined) {
    return null;
  }
  const own = text(value['time']) ?? text(value['timestamp']) ?? text(value['ts']);
  const rank = object(value['span'])?.['rank'];
  const inner = message.startsWith('{"') ? open(message) : null;
  return {
    message: inner?.message ?? message,
    // What stands before the JSON was put there by the runtime.
    time: start > 0 && readStamp(line.slice(0, start)) !== null ? line.slice(0, start) : (own ?? inner?.time),
    rank: typeof rank === 'number' || typeof rank === 'string' ? String(rank) : inner?.rank,
  };
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
