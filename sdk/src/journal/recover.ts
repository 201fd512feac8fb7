import { basename } from 'node:path';
import { mostRecent } from './abandoned.js';
import type { AbandonedLoad } from './abandoned.js';
import { Attempts } from './attempts.js';
import { claim, discard, look, readJournal } from './folder.js';
import type { FoundFile } from './folder.js';
import { abandonedIn, foldLife } from './life.js';
import type { Life } from './life.js';
import { parse } from './parse.js';
import type { Writer } from './writer.js';

/** Thousands of restarts may have left a file each; what counts is in the newest. */
const MOST_READ = 200;

export interface Recovery {
  readonly abandoned: readonly AbandonedLoad[];
  readonly attempts: Attempts;
  /** Files that may be deleted once what is recovered stands in a file of our own. */
  readonly spent: readonly string[];
  /** Lines that could not be read. */
  readonly damaged: number;
}

/** Reads what earlier lives of this container left in the folder. Throws when the folder cannot be listed. */
export function recover(folder: string, me: Writer, nowS: number): Recovery {
  const { dead, alive } = look(folder, me);
  dead.slice(MOST_READ).forEach(({ path }) => {
    discard(path);
  });

  const attempts = new Attempts();
  const abandoned: AbandonedLoad[] = [];
  const spent: string[] = [];
  let damaged = 0;
  const read = (path: string): Life => {
    const parsed = parse(readJournal(path));
    damaged += parsed.damaged;
    const life = foldLife(parsed.records);
    life.attempts.forEach(([model, attempt]) => {
      attempts.add(model, attempt);
    });
    return life;
  };
  const takeOver = (file: FoundFile): boolean => {
    const path = claim(folder, file, me);
    if (path === null) {
      return false;
    }
    const life = read(path);
    const rebooted = (life.writer?.boot ?? file.writer.boot) !== me.boot;
    const death = { fileId: idOf(file.path), rebooted, modifiedS: file.modifiedS, nowS };
    abandoned.push(...life.inherited, ...abandonedIn(life, death));
    spent.push(path);
    return true;
  };

  // Oldest first, so that of more models than can be kept the last ones are.
  const allTaken = dead
    .slice(0, MOST_READ)
    .reverse()
    .map(takeOver)
    .every((taken) => taken);
  // A process beside us has taken over what died before it, and tells it; for us its attempts count. What it takes over
  // is older than its own file, in which it stands before it is deleted: in this order we miss nothing.
  const beside = allTaken ? alive : look(folder, me).alive;
  for (const { path } of beside.slice(0, MOST_READ).reverse()) {
    read(path);
  }
  return { abandoned: mostRecent(abandoned), attempts, spent, damaged };
}

/** Id of the life in a file, from the name that it was made under. */
export function idOf(path: string): string {
  return basename(path, '.jsonl').replace('coldstart-', '');
}
