import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LogProblem } from '../../src/analyze/index.js';
import { openLog } from '../../src/analyze/open-log.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'coldstart-analyze-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, bytes: Buffer | string): string {
  const place = path.join(folder, name);
  writeFileSync(place, bytes);
  return place;
}

async function read(place: string, stdin?: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of openLog(place, stdin)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const TEXT = Buffer.from('INFO loading\r\n'.repeat(20_000) + 'ä 模 \u001b[1m');

describe('a log', () => {
  test('is read as it is', async () => {
    expect((await read(file('plain.log', TEXT))).equals(TEXT)).toBe(true);
  });

  test('is unpacked where gzip packed it, in one piece or several', async () => {
    const half = TEXT.length >> 1;
    const pieces = Buffer.concat([gzipSync(TEXT.subarray(0, half)), gzipSync(TEXT.subarray(half))]);
    expect((await read(file('one.log.gz', gzipSync(TEXT)))).equals(TEXT)).toBe(true);
    expect((await read(file('two.log', pieces))).equals(TEXT)).toBe(true);
  });

  test('comes from standard input in any pieces, packed or not', async () => {
    const bytes = (all: Buffer) => Readable.from([...all].map((byte) => Buffer.from([byte])));
    const short = TEXT.subarray(0, 3000);
    expect((await read('-', bytes(short))).equals(short)).toBe(true);
    expect((await read('-', bytes(gzipSync(short)))).equals(short)).toBe(true);
  });

  test('of a few odd bytes is a log', async () => {
    const odd = Buffer.concat([Buffer.from([0, 0xff, 0xfe, 0x07]), TEXT]);
    expect((await read(file('odd.log', odd))).equals(odd)).toBe(true);
  });

  test('need not be read to its end', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(65_536, 'x');
      })(),
    );
    for await (const chunk of openLog('-', endless)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect(endless.destroyed).toBe(true);
  });
});

/** Bytes that look random and are the same each time. */
function noise(length: number): Buffer {
  let state = 12_345;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return state >> 16;
    }),
  );
}

describe('what is no log is named', () => {
  const packed = gzipSync(noise(100_000));
  test.each<[what: string, bytes: Buffer | string, message: RegExp]>([
    ['empty', '', /is empty\.$/],
    ['empty-gz', gzipSync(''), /is empty once it is unpacked/],
    ['noise', noise(20_000), /is no text: \d+ of its first \d+ characters cannot be read/],
    ['elf', Buffer.concat([Buffer.from('\u007fELF\u0002\u0001\u0001'), Buffer.alloc(5000)]), /is no text/],
    ['packed-noise', packed, /is no text/],
    ['cut-gz', gzipSync(TEXT).subarray(0, 60), /gzip that was cut off/],
    [
      'no-gz',
      Buffer.concat([Buffer.from([0x1f, 0x8b]), TEXT]),
      /begins like gzip, and goes on as something else/,
    ],
    [
      'zstd',
      Buffer.concat([Buffer.from('28b52ffd', 'hex'), noise(100)]),
      /compressed by zstd; unpack it: zstd -dc/,
    ],
    ['xz', Buffer.concat([Buffer.from('fd377a585a00', 'hex'), noise(100)]), /compressed by xz/],
    ['zip', Buffer.concat([Buffer.from('504b0304', 'hex'), noise(100)]), /a zip archive/],
    ['utf16', Buffer.from('\ufeffINFO loading\r\n'.repeat(9), 'utf16le'), /UTF-16 text; convert it: iconv/],
  ])('%s', async (name, bytes, message) => {
    const place = file(name, bytes);
    const problem = await read(place).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(LogProblem);
    expect((problem as Error).message).toMatch(message);
    expect((problem as Error).message).toContain(place);
  });

  test('a missing file, a folder', async () => {
    await expect(read(path.join(folder, 'nowhere.log'))).rejects.toThrow(
      /nowhere\.log cannot be read: there is no such file/,
    );
    await expect(read(folder)).rejects.toThrow(/is a folder; name the log file in it/);
    await expect(read('')).rejects.toThrow(LogProblem);
    await expect(read('a\u0000b')).rejects.toThrow(LogProblem);
  });

  test('empty standard input', async () => {
    await expect(read('-', Readable.from([]))).rejects.toThrow(/standard input is empty/);
  });
});
