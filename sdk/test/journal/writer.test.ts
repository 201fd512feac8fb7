import { describe, expect, it } from 'vitest';
import { standing } from '../../src/journal/standing.js';
import { newFileName, runningSince, startTicksOf, thisWriter, writerOf } from '../../src/journal/writer.js';

const me = { owner: 'aaaaaaaa', boot: 'bbbbbbbb', pidNamespace: '4026531836', pid: 1, startTicks: '700' };
const runs = (ticks: string | null) => () => ticks;

describe('the writer of a journal', () => {
  it('stands in the name of its file', () => {
    expect(writerOf(newFileName(me))).toEqual(me);
    expect(newFileName(me)).not.toBe(newFileName(me));
    expect(writerOf('coldstart.jsonl')).toBeNull();
    expect(writerOf('../coldstart-aaaaaaaa-bbbbbbbb-1-1-1-cccccccc.jsonl')).toBeNull();
  });

  it('is somebody else with another pod or container, dead or not', () => {
    expect(standing({ ...me, owner: 'cccccccc', boot: 'dddddddd' }, me, runs(null))).toBe('foreign');
    expect(thisWriter('pod-0', 'a').owner).not.toBe(thisWriter('pod-0', 'b').owner);
    expect(thisWriter('pod-0', 'a').owner).not.toBe(thisWriter('pod-1', 'a').owner);
  });

  it('is dead after a reboot and after a restart of the container, also where its id runs again', () => {
    expect(standing({ ...me, boot: 'dddddddd' }, me, runs('700'))).toBe('dead');
    expect(standing({ ...me, pidNamespace: '1' }, me, runs('700'))).toBe('dead');
    expect(standing({ ...me, startTicks: '699' }, me, runs('700'))).toBe('dead');
    expect(standing(me, me, runs(null))).toBe('dead');
  });

  it('lives while its process does, and where nobody can tell', () => {
    expect(standing(me, me, runs('700'))).toBe('alive');
    expect(standing(me, me, runs('unknown'))).toBe('alive');
  });

  it('is known by the start of its process, whatever that calls itself', () => {
    const stat = (name: string, state: string) =>
      `12 (${name}) ${state} 1 12 12 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 11 0 8765 123 4 5`;
    expect(runningSince(stat('node', 'S'))).toBe('8765');
    expect(runningSince(stat('a) Z 1 2 (b', 'R'))).toBe('8765');
    expect(runningSince(stat('node', 'Z'))).toBeNull();
    expect(runningSince('')).toBeNull();
  });

  it.runIf(process.platform === 'linux')('finds this very process alive', () => {
    const self = thisWriter('p', 'c');
    expect(standing(self, self, startTicksOf)).toBe('alive');
    expect(self.boot).not.toBe('00000000');
    expect(startTicksOf(2 ** 22 + 1)).toBeNull();
  });
});
