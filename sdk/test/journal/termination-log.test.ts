import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drive, newFolder, open } from './folder.js';

const AT_S = 1_795_514_400.123;

function logged() {
  const terminationLog = join(newFolder(), 'termination-log');
  writeFileSync(terminationLog, '');
  const { journal, said } = open(null, { terminationLog });
  return { journal, said, text: () => readFileSync(terminationLog, 'utf8'), terminationLog };
}

describe('the termination log', () => {
  it('says where a load is, from the first moment, and nothing once it is ready', () => {
    const { journal, text } = logged();
    const load = drive(journal, 1, 'chat', 2);
    expect(text()).toMatch(/^coldstart: chat attempt 2 was between phases since 20\S+Z\n$/);
    load.apply({ type: 'begin', phase: 'weights_load', atS: AT_S });
    load.apply({ type: 'begin', phase: 'weights_read', atS: AT_S + 1 });
    expect(text()).toBe('coldstart: chat attempt 2 was in weights_read since 2026-11-24T10:00:01.123Z\n');
    load.apply({ type: 'end', phase: 'weights_read', atS: AT_S + 2, outcome: 'ok' });
    expect(text()).toBe('coldstart: chat attempt 2 was in weights_load since 2026-11-24T10:00:00.123Z\n');
    load.apply({ type: 'end', phase: 'weights_load', atS: AT_S + 3, outcome: 'ok' });
    expect(text()).toBe('coldstart: chat attempt 2 was between phases since 2026-11-24T10:00:03.123Z\n');
    load.apply({ type: 'ready', atS: AT_S + 4 });
    expect(text()).toBe('');
  });

  it('keeps the error of a load that failed', () => {
    const { journal, text } = logged();
    const load = drive(journal, 1, 'chat');
    load.apply({ type: 'begin', phase: 'compile', atS: AT_S });
    load.apply({ type: 'fail', atS: AT_S, error: 'Error: no such\nfile' });
    expect(text()).toBe(
      'coldstart: chat attempt 1 failed in compile at 2026-11-24T10:00:00.123Z: Error: no such file\n',
    );
  });

  it('is one short line whatever a model is called', () => {
    const { journal, text } = logged();
    const load = drive(journal, 1, `a\nb\0${'\u{1f600}'.repeat(10_000)}`, Number.MAX_SAFE_INTEGER);
    load.apply({ type: 'begin', phase: 'compile', atS: Number.MAX_VALUE });
    load.apply({ type: 'fail', atS: AT_S, error: '\u{1f600}\n'.repeat(10_000) });
    expect(Buffer.byteLength(text())).toBeLessThanOrEqual(512);
    expect(text().split('\n').length).toBeLessThanOrEqual(2);
    expect(text()).not.toContain('\0');
  });

  it('is not made where the kubelet has made none, and nothing but a file is written to', () => {
    const folder = newFolder();
    const missing = join(folder, 'none');
    mkdirSync(join(folder, 'sub'));
    for (const terminationLog of [missing, join(folder, 'sub'), '/dev/full', '/dev/null']) {
      const { journal, said } = open(null, { terminationLog });
      drive(journal, 1, 'chat').apply({ type: 'ready', atS: AT_S });
      expect(said).toEqual([]);
    }
    expect(existsSync(missing)).toBe(false);
    expect(statSync('/dev/null').isFile()).toBe(false);
  });
});
