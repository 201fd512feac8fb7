import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ENGINES, SavedLog } from '../../src/log/index.js';
import type { Profile, StartUpReport } from '../../src/log/index.js';

const FIXTURES = path.join(import.meta.dirname, 'engines/fixtures');
const files = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' }).filter((file) =>
  statSync(path.join(FIXTURES, file)).isFile(),
);

function read(bytes: Buffer, chunkBytes: number, server: Profile | null): StartUpReport | null {
  const log = new SavedLog(ENGINES, server);
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    log.push(bytes.subarray(at, at + chunkBytes));
  }
  return log.end();
}

describe('a log says the same', () => {
  test.each(files)('%s in whatever pieces it comes, and whether or not its server was known', (file) => {
    const bytes = readFileSync(path.join(FIXTURES, file));
    const report = read(bytes, bytes.length, null);
    const server = ENGINES.find((profile) => profile.server === report?.server) ?? null;
    for (const chunkBytes of [1, 61, 4096]) {
      expect(read(bytes, chunkBytes, null)).toEqual(report);
      expect(read(bytes, chunkBytes, server)).toEqual(report);
    }
  });

  test.each(files)('%s with many lines between its own that say nothing', (file) => {
    const bytes = readFileSync(path.join(FIXTURES, file));
    const before = read(bytes, bytes.length, null);
    const noisy = bytes.toString('utf8').replaceAll('\n', `\n${'~~~ -- ~~~\n'.repeat(300)}`);
    const after = read(
      Buffer.from(noisy),
      65_536,
      ENGINES.find((each) => each.server === before?.server) ?? null,
    );
    expect(after).toEqual(before);
  });
});
