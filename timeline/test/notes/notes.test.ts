import { describe, expect, test } from 'vitest';
import { Notes } from '../../src/notes/index.js';

describe('Notes', () => {
  test('say one problem of many pods in one line, and name three of them', () => {
    const notes = new Notes();
    for (const pod of ['e', 'c', 'a', 'd', 'b', 'a'])
      notes.add('missing', 'p', pod, (pods) => `Missing for ${pods}.`);
    expect(notes.lines()).toEqual(['Missing for a, b, c and 2 more.']);
  });

  test('name four where the fourth costs no more than a count', () => {
    const notes = new Notes();
    for (const pod of ['a', 'b', 'c', 'd']) notes.add('missing', 'p', pod, (pods) => pods);
    expect(notes.lines()).toEqual(['a, b, c and d']);
  });

  test('come worst first, whatever order they were made in', () => {
    const notes = new Notes();
    notes.add('ignored', 'x', 'a', () => 'ignored');
    notes.add('doubtful', 'y', 'a', () => 'doubtful');
    notes.add('missing', 'z', 'a', () => 'missing');
    expect(notes.lines()).toEqual(['missing', 'doubtful', 'ignored']);
  });
});
