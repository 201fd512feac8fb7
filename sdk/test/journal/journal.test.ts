import { copyFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_BYTES } from '../../src/journal/limits.js';
import { bury, drive, journalsIn, newFolder, open } from './folder.js';

describe('a journal', () => {
  it('hands on what died, once, and counts attempts', () => {
    const folder = join(newFolder(), 'made', 'on', 'the', 'way');
    const first = open(folder).journal;
    expect(first.lastAttempt('chat')).toBe(0);
    const load = drive(first, 1, 'chat');
    load.apply({ type: 'begin', phase: 'weights_load', atS: Date.now() / 1000 });
    load.apply({ type: 'begin', phase: 'weights_read', atS: Date.now() / 1000 });
    bury(first.path);

    const second = open(folder).journal;
    expect(second.abandoned).toMatchObject([{ phase: 'weights_read', reason: 'killed', reported: false }]);
    expect(second.abandoned[0]?.state.phases.get('weights_load')).toMatchObject({ endS: null, open: 1 });
    expect(second.lastAttempt('chat')).toBe(1);
    expect(journalsIn(folder)).toHaveLength(1);
    second.markReported(second.abandoned[0]?.id ?? '');
    bury(second.path);

    const third = open(folder).journal;
    expect(third.abandoned).toEqual(second.abandoned);
    expect(third.abandoned).toMatchObject([{ reported: true }]);
    expect(third.lastAttempt('chat')).toBe(1);
  });

  it('abandons nothing that was ready or failed, and counts it', () => {
    const folder = newFolder();
    const first = open(folder).journal;
    drive(first, 1, 'chat', 1).apply({ type: 'fail', atS: Date.now() / 1000, error: 'Error: no' });
    drive(first, 2, 'chat', 2).apply({ type: 'ready', atS: Date.now() / 1000 });
    drive(first, 3, 'embed').apply({ type: 'ready', atS: Date.now() / 1000 });
    bury(first.path);
    const second = open(folder).journal;
    expect(second.abandoned).toEqual([]);
    expect([second.lastAttempt('chat'), second.lastAttempt('embed')]).toEqual([2, 1]);
  });

  it('leaves journals of other containers, pods and living processes alone', () => {
    const folder = newFolder();
    const ours = open(folder).journal;
    drive(ours, 1, 'chat', 3);
    for (const options of [{ container: 'sidecar' }, { pod: 'pod-1' }]) {
      const { journal } = open(folder, options);
      expect(journal.abandoned).toEqual([]);
      expect(journal.lastAttempt('chat')).toBe(0);
      drive(journal, 1, 'chat', 7);
      bury(journal.path);
    }
    const beside = open(folder).journal;
    expect(beside.abandoned).toEqual([]);
    // A try beside us is a try at the model within the life of the pod.
    expect(beside.lastAttempt('chat')).toBe(3);
    expect(journalsIn(folder)).toHaveLength(4);
  });

  it('keeps the three most recent deaths of many lives', () => {
    const folder = newFolder();
    for (let life = 1; life <= 5; life++) {
      const { journal } = open(folder);
      drive(journal, 1, 'chat', journal.lastAttempt('chat') + 1);
      bury(journal.path);
    }
    const { journal } = open(folder);
    expect(journal.abandoned.map(({ state }) => state.attempt)).toEqual([3, 4, 5]);
    expect(journal.lastAttempt('chat')).toBe(5);
  });

  it('tells a load once that stands in two files, as after a death in the middle of taking over', () => {
    const folder = newFolder();
    const first = open(folder).journal;
    drive(first, 1, 'chat').apply({ type: 'begin', phase: 'compile', atS: Date.now() / 1000 });
    const buried = bury(first.path);
    copyFileSync(buried, buried.replace(/[0-9a-f]{8}\.jsonl$/, '01234567.jsonl'));
    expect(open(folder).journal.abandoned).toHaveLength(1);
    expect(journalsIn(folder)).toHaveLength(1);
  });

  it('is readable by its owner alone', () => {
    const { journal } = open(newFolder());
    expect(statSync(journal.path ?? '').mode & 0o777).toBe(0o600);
  });

  it('takes the end of the SDK in mid-load for an exit', () => {
    const folder = newFolder();
    const { journal } = open(folder);
    drive(journal, 1, 'chat').apply({ type: 'begin', phase: 'compile', atS: Date.now() / 1000 });
    const { path } = journal;
    journal.close();
    expect(journal.path).toBeNull();
    bury(path);
    expect(open(folder).journal.abandoned).toMatchObject([{ reason: 'exit', phase: 'compile' }]);
  });

  it('without a folder remembers the attempts of this process only', () => {
    const { journal, said } = open(null);
    drive(journal, 1, 'chat', 4);
    expect([journal.path, journal.abandoned, journal.lastAttempt('chat')]).toEqual([null, [], 4]);
    expect(said).toEqual([]);
  });
});

describe('the size of a journal', () => {
  it('stays within its limit while a load goes on and on, and the load is still known', () => {
    const folder = newFolder();
    const { journal, said } = open(folder);
    const load = drive(journal, 1, 'chat');
    load.apply({ type: 'begin', phase: 'weights_load', atS: Date.now() / 1000 });
    let largest = 0;
    for (let shard = 0; shard < 5000; shard++) {
      load.apply({ type: 'begin', phase: 'weights_read', atS: Date.now() / 1000 });
      load.apply({ type: 'end', phase: 'weights_read', atS: Date.now() / 1000, outcome: 'ok' });
      largest = Math.max(largest, statSync(journal.path ?? '').size);
    }
    expect(largest).toBeGreaterThan(MAX_BYTES / 4);
    expect(largest).toBeLessThanOrEqual(MAX_BYTES);
    load.apply({ type: 'begin', phase: 'compile', atS: Date.now() / 1000 });
    bury(journal.path);
    const next = open(folder).journal;
    expect(next.abandoned).toMatchObject([{ phase: 'compile', state: { attempt: 1 } }]);
    expect(next.abandoned[0]?.state).toEqual(load.state());
    expect(said).toEqual([]);
    expect(journalsIn(folder)).toHaveLength(1);
  });

  it('stays within its limit with thousands of loads of long and hostile names', () => {
    const folder = newFolder();
    const { journal, said } = open(folder);
    let largest = 0;
    for (let load = 1; load <= 3000; load++) {
      drive(journal, load, `${load} ${'\u0001'.repeat(1000)}`, load);
      largest = Math.max(largest, statSync(journal.path ?? '').size);
    }
    expect(largest).toBeLessThanOrEqual(MAX_BYTES);
    expect(said).toEqual([]);
    bury(journal.path);
    const next = open(folder).journal;
    expect(next.abandoned).toHaveLength(3);
    expect(next.lastAttempt(`3000 ${'\u0001'.repeat(1000)}`)).toBe(3000);
  });

  it('takes progress at most once a second', () => {
    let nowS = 1000;
    const { journal } = open(newFolder(), { nowS: () => nowS });
    const load = drive(journal, 1, 'chat');
    for (let bytes = 0; bytes < 100; bytes++) {
      nowS += 0.1;
      load.apply({ type: 'progress', bytes, expectedBytes: 1000 });
    }
    const written = readFileSync(journal.path ?? '', 'utf8').match(/"progress"/g) ?? [];
    expect(written.length).toBeGreaterThanOrEqual(9);
    expect(written.length).toBeLessThanOrEqual(11);
  });
});

describe('the end of a journal', () => {
  it('leaves no listener behind and swallows what comes after it', () => {
    const before = process.listenerCount('exit');
    const { journal, said } = open(newFolder());
    expect(process.listenerCount('exit')).toBe(before + 1);
    const path = journal.path ?? '';
    journal.close();
    journal.close();
    drive(journal, 1, 'chat').apply({ type: 'ready', atS: 1 });
    journal.markReported('nobody');
    expect(process.listenerCount('exit')).toBe(before);
    expect(said).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });
});
