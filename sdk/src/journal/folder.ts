import { closeSync, lstatSync, openSync, readdirSync, readSync, renameSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_BYTES } from './limits.js';
import { standing } from './standing.js';
import { newFileName, startTicksOf, writerOf } from './writer.js';
import type { Writer } from './writer.js';

export interface FoundFile {
  readonly path: string;
  readonly writer: Writer;
  readonly modifiedS: number;
}

/** Our journals in the folder, each newest first. What is not ours is not even opened. */
export interface Found {
  readonly dead: readonly FoundFile[];
  readonly alive: readonly FoundFile[];
}

/** Looks through the folder. Throws what the file system throws when it cannot be listed. */
export function look(folder: string, me: Writer): Found {
  const dead: FoundFile[] = [];
  const alive: FoundFile[] = [];
  for (const fileName of readdirSync(folder)) {
    const writer = writerOf(fileName);
    const stands = writer === null ? 'foreign' : standing(writer, me, startTicksOf);
    if (writer === null || stands === 'foreign') {
      continue;
    }
    const path = join(folder, fileName);
    const modifiedS = modified(path);
    if (modifiedS !== null) {
      (stands === 'dead' ? dead : alive).push({ path, writer, modifiedS });
    }
  }
  const newestFirst = (a: FoundFile, b: FoundFile): number => b.modifiedS - a.modifiedS;
  return { dead: dead.sort(newestFirst), alive: alive.sort(newestFirst) };
}

/** `null` for what is gone and for what is no file: a pipe of that name would block whoever opens it. */
function modified(path: string): number | null {
  try {
    const status = lstatSync(path);
    return status.isFile() ? status.mtimeMs / 1000 : null;
  } catch {
    return null;
  }
}

/**
 * Gives a dead writer's file a name of ours, so that of several processes that start at once only one takes it over.
 * If we die before we have handed on what it holds, it is a dead writer's file once more. Returns its path: the old
 * one where the folder cannot be written, `null` when another process was first.
 */
export function claim(folder: string, { path }: FoundFile, me: Writer): string | null {
  const claimed = join(folder, newFileName(me));
  try {
    renameSync(path, claimed);
    return claimed;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : path;
  }
}

/** The text of a journal, as far as one may be long; empty when it cannot be read. */
export function readJournal(path: string): string {
  try {
    const fd = openSync(path, 'r');
    try {
      const bytes = Buffer.allocUnsafe(MAX_BYTES);
      return bytes.toString('utf8', 0, readSync(fd, bytes, 0, MAX_BYTES, 0));
    } finally {
      closeSync(fd);
    }
  } catch {
    return '';
  }
}

/** Deletes a file; one that cannot be deleted is found again by the next start. */
export function discard(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Its loads carry an id, so nobody tells them twice.
  }
}
