import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { LogProblem } from './problem.js';

const CHUNK_BYTES = 2 ** 20;
/** So much of a file is looked at to see what it is. */
const LOOKED_AT_BYTES = 8192;

/** What begins with these bytes is no text. */
const SIGNATURES: readonly { readonly bytes: string; readonly what: string; readonly advice: string }[] = [
  { bytes: '28b52ffd', what: 'compressed by zstd', advice: 'unpack it: zstd -dc FILE | coldstart analyze -' },
  { bytes: 'fd377a58', what: 'compressed by xz', advice: 'unpack it: xz -dc FILE | coldstart analyze -' },
  { bytes: '425a68', what: 'compressed by bzip2', advice: 'unpack it: bzip2 -dc FILE | coldstart analyze -' },
  { bytes: '504b0304', what: 'a zip archive', advice: 'unpack it first' },
  {
    bytes: 'fffe',
    what: 'UTF-16 text',
    advice: 'convert it: iconv -f UTF-16 -t UTF-8 FILE | coldstart analyze -',
  },
  {
    bytes: 'feff',
    what: 'UTF-16 text',
    advice: 'convert it: iconv -f UTF-16 -t UTF-8 FILE | coldstart analyze -',
  },
];
const GZIP = '1f8b';

/** Control characters that no log has, and what is no UTF-8. Servers write a few; a file of other things is full of them. */
// eslint-disable-next-line no-control-regex
const NO_TEXT = /[\u0000-\u0007\u000e-\u001a\u001c-\u001f\ufffd]/g;
const MOST_ODD_SHARE = 0.1;

/**
 * The bytes of a saved log, unpacked if gzip packed them.
 *
 * @param path of a file; `-` is standard input
 * @throws LogProblem that names a file which is missing, empty, a folder or no text
 */
export async function* openLog(path: string, stdin: Readable = process.stdin): AsyncGenerator<Buffer> {
  const name = path === '-' ? 'standard input' : path;
  const source = path === '-' ? stdin : await openFile(path);
  try {
    yield* textOf(chunksOf(source, name), name);
  } finally {
    source.destroy();
  }
}

async function openFile(path: string): Promise<Readable> {
  const found = await stat(path).catch((error: unknown) => {
    throw problemOf(path, error);
  });
  if (found.isDirectory()) {
    throw new LogProblem(`${path} is a folder; name the log file in it.`);
  }
  return createReadStream(path, { highWaterMark: CHUNK_BYTES });
}

async function* chunksOf(source: Readable, name: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      yield chunk;
    }
  } catch (error) {
    throw problemOf(name, error);
  }
}

async function* textOf(chunks: AsyncGenerator<Buffer>, name: string): AsyncGenerator<Buffer> {
  const head = await headOf(chunks);
  if (head.length === 0) {
    throw new LogProblem(`${name} is empty.`);
  }
  const all = afterHead(head, chunks);
  if (head.toString('hex', 0, GZIP.length / 2) === GZIP) {
    yield* unpacked(all, name);
    return;
  }
  check(head, name);
  yield* all;
}

/** Enough of the beginning to see what it is: a pipe may bring one byte at a time. */
async function headOf(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < LOOKED_AT_BYTES) {
    const next = await chunks.next();
    if (next.done === true) {
      break;
    }
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  return head;
}

async function* afterHead(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* rest;
}

async function* unpacked(packed: AsyncGenerator<Buffer>, name: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  // What goes wrong is thrown by the iteration below.
  pipeline(packed, gunzip, () => undefined);
  try {
    const chunks = gunzip[Symbol.asyncIterator]() as AsyncGenerator<Buffer>;
    const head = await headOf(chunks);
    if (head.length === 0) {
      throw new LogProblem(`${name} is empty once it is unpacked.`);
    }
    check(head, name);
    yield head;
    yield* chunks;
  } catch (error) {
    throw error instanceof LogProblem ? error : problemOf(name, error);
  } finally {
    gunzip.destroy();
  }
}

/** @throws LogProblem where this is no text */
function check(head: Buffer, name: string): void {
  const start = head.toString('hex', 0, 8);
  const known = SIGNATURES.find(({ bytes }) => start.startsWith(bytes));
  if (known !== undefined) {
    throw new LogProblem(`${name} is ${known.what}; ${known.advice}.`);
  }
  const text = head.toString('utf8', 0, LOOKED_AT_BYTES);
  const odd = text.match(NO_TEXT)?.length ?? 0;
  if (odd > text.length * MOST_ODD_SHARE) {
    throw new LogProblem(`${name} is no text: ${odd} of its first ${text.length} characters cannot be read.`);
  }
}

/** What a person reads of what the system says. */
const SAID: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not read it',
  EISDIR: 'it is a folder',
  Z_DATA_ERROR: 'it begins like gzip, and goes on as something else',
  Z_BUF_ERROR: 'it is gzip that was cut off: its end is missing',
};

function problemOf(name: string, error: unknown): LogProblem {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new LogProblem(`${name} cannot be read: ${SAID[code] ?? message}.`);
}
