import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  statSync,
  utimesSync,
  writeFileSync,
  appendFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newFileName, thisWriter } from '../../src/journal/writer.js';
import { bury, drive, journalsIn, newFolder, open } from './folder.js';

const nowS = () => Date.now() / 1000;

/** Why there can be no small disk of our own here, or `null`. */
const withoutMount = ((): string | null => {
  const folder = mkdtempSync(join(tmpdir(), 'coldstart-mount-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
  if (status === 0) {
    execFileSync('umount', [folder]);
  }
  rmdirSync(folder);
  return status === 0 ? null : 'mounting a tmpfs needs root';
})();
if (withoutMount !== null) {
  process.stderr.write(`\nthe journal was NOT tried on a full disk and a read-only one: ${withoutMount}\n\n`);
}
const onDisk = withoutMount === null ? it : it.skip;
const suffix = withoutMount === null ? '' : ` (skipped: ${withoutMount})`;

/** A disk of 64 KiB. */
function smallDisk(): string {
  const folder = newFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
  });
  return folder;
}

function fill(folder: string): string {
  const path = join(folder, 'filler');
  spawnSync('dd', ['if=/dev/zero', `of=${path}`, 'bs=4k']);
  return path;
}

describe('on a full disk', () => {
  onDisk(`says so once, serves on, and goes on when there is space again${suffix}`, () => {
    const folder = smallDisk();
    const filler = fill(folder);
    const { journal, said } = open(folder);
    const load = drive(journal, 1, 'chat', 4);
    load.apply({ type: 'begin', phase: 'weights_load', atS: nowS() });
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/COLDSTART_JOURNAL_DIR.*ENOSPC.*may not be reported/);
    expect(said[0]).toContain(folder);
    writeFileSync(filler, '');
    load.apply({ type: 'begin', phase: 'compile', atS: nowS() });
    bury(journal.path);
    const next = open(folder);
    expect(next.journal.abandoned).toMatchObject([{ phase: 'compile', state: { attempt: 4 } }]);
    expect(next.journal.abandoned[0]?.state).toEqual(load.state());
    expect([said.length, next.said]).toEqual([1, []]);
  });

  onDisk(`that fills up in mid-load, a record cut short costs no other${suffix}`, () => {
    const folder = smallDisk();
    const { journal, said } = open(folder);
    const load = drive(journal, 1, 'chat');
    load.apply({ type: 'begin', phase: 'weights_load', atS: nowS() });
    const filler = fill(folder);
    for (let shard = 0; shard < 100; shard++) {
      load.apply({ type: 'begin', phase: 'weights_read', atS: nowS() });
      load.apply({ type: 'end', phase: 'weights_read', atS: nowS(), outcome: 'ok' });
    }
    expect(said).toHaveLength(1);
    writeFileSync(filler, '');
    load.apply({ type: 'begin', phase: 'warmup', atS: nowS() });
    bury(journal.path);
    const next = open(folder);
    expect(next.journal.abandoned).toMatchObject([{ phase: 'warmup' }]);
    expect([...(next.journal.abandoned[0]?.state.phases.keys() ?? [])]).toContain('weights_load');
  });

  onDisk(`keeps the dead that it cannot hand on${suffix}`, () => {
    const folder = smallDisk();
    const first = open(folder).journal;
    drive(first, 1, 'chat').apply({ type: 'begin', phase: 'compile', atS: nowS() });
    bury(first.path);
    const filler = fill(folder);
    const second = open(folder);
    expect(second.journal.abandoned).toMatchObject([{ phase: 'compile' }]);
    expect(second.said).toHaveLength(1);
    expect(journalsIn(folder)).toHaveLength(2);
    journalsIn(folder).forEach((name) => bury(join(folder, name)));
    writeFileSync(filler, '');
    const third = open(folder).journal;
    expect(third.abandoned).toEqual(second.journal.abandoned);
    expect(journalsIn(folder)).toHaveLength(1);
  });
});

describe('in a folder that cannot be used', () => {
  onDisk(`since it is read-only, tells the dead all the same and says so once${suffix}`, () => {
    const folder = smallDisk();
    const first = open(folder).journal;
    drive(first, 1, 'chat').apply({ type: 'begin', phase: 'compile', atS: nowS() });
    bury(first.path);
    first.close();
    execFileSync('mount', ['-o', 'remount,ro', folder]);
    const { journal, said } = open(folder);
    expect(journal.path).toBeNull();
    expect(journal.abandoned).toMatchObject([{ phase: 'compile' }]);
    expect(journal.lastAttempt('chat')).toBe(1);
    drive(journal, 1, 'chat', 2).apply({ type: 'ready', atS: nowS() });
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/COLDSTART_JOURNAL_DIR.*EROFS/);
  });

  it.each([
    ['is a file', (folder: string) => join(folder, 'file'), /EEXIST|ENOTDIR/],
    ['lies under a file', (folder: string) => join(folder, 'file', 'sub'), /ENOTDIR/],
    ['holds a zero byte', (folder: string) => join(folder, 'a\0b'), /null bytes/],
    ['has a name too long', (folder: string) => join(folder, 'x'.repeat(5000)), /ENAMETOOLONG/],
  ])('since it %s, says so once and serves on', (_, place, why) => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), '');
    const { journal, said } = open(place(folder));
    expect(journal.path).toBeNull();
    const load = drive(journal, 1, 'chat', 1);
    load.apply({ type: 'begin', phase: 'compile', atS: nowS() });
    load.apply({ type: 'ready', atS: nowS() });
    expect(journal.lastAttempt('chat')).toBe(1);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(why);
  });

  it('stays inside when nobody can be told', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), '');
    const complain = () => {
      throw new Error('no logger');
    };
    expect(() => open(join(folder, 'file'), { complain })).not.toThrow();
  });
});

describe('in a folder where anything may lie', () => {
  const me = thisWriter('pod-0', 'server');
  const deadName = () => newFileName({ ...me, startTicks: '1' });

  it('reads past damaged journals and says so once', () => {
    const folder = newFolder();
    const first = open(folder).journal;
    drive(first, 1, 'chat', 5).apply({ type: 'begin', phase: 'compile', atS: nowS() });
    const buried = bury(first.path);
    appendFileSync(buried, '\n\0\0\0\0\n{"type":"transi');
    for (const content of [
      '',
      '\0'.repeat(1000),
      'x'.repeat(1_000_000),
      '{}\n[]\n"',
      '\n{"type":"load","load":1}',
    ]) {
      writeFileSync(join(folder, deadName()), content);
    }
    mkdirSync(join(folder, deadName()));
    execFileSync('mkfifo', [join(folder, deadName())]);
    writeFileSync(join(folder, 'notes.txt'), 'not ours');
    const { journal, said } = open(folder);
    expect(journal.abandoned).toMatchObject([{ phase: 'compile', state: { attempt: 5 } }]);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^damaged lines \(1\).*COLDSTART_JOURNAL_DIR/);
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('not ours');
  });

  it('reads the newest of thousands and deletes the rest', () => {
    const folder = newFolder();
    const first = open(folder).journal;
    drive(first, 1, 'chat', 9).apply({ type: 'begin', phase: 'compile', atS: nowS() });
    bury(first.path);
    for (let index = 0; index < 3000; index++) {
      const path = join(folder, deadName());
      writeFileSync(path, '');
      utimesSync(path, 1_000_000 + index, 1_000_000 + index);
    }
    const { journal, said } = open(folder);
    expect(journal.abandoned).toMatchObject([{ phase: 'compile' }]);
    expect(journal.lastAttempt('chat')).toBe(9);
    expect(journalsIn(folder)).toHaveLength(1);
    expect(said).toEqual([]);
  });
});

describe('with a clock that was set back', () => {
  it('dates a death after its load began and counts on', () => {
    const folder = newFolder();
    const ahead = open(folder, { nowS: () => nowS() + 3600 }).journal;
    const load = drive(ahead, 1, 'chat', 2);
    const beginS = nowS() + 3600;
    load.apply({ type: 'begin', phase: 'compile', atS: beginS });
    bury(ahead.path);
    const { journal, said } = open(folder);
    expect(journal.abandoned[0]?.atS).toBeGreaterThanOrEqual(beginS);
    expect(journal.abandoned[0]?.atS).toBeLessThan(beginS + 5);
    expect(journal.lastAttempt('chat')).toBe(2);
    expect(said).toEqual([]);
    expect(statSync(journal.path ?? '').size).toBeGreaterThan(0);
  });
});
