import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openJournal } from '../../src/journal/index.js';
import type { Journal, JournalOptions } from '../../src/journal/index.js';
import { initialState, reduce } from '../../src/load/index.js';
import type { LoadState, Transition } from '../../src/load/index.js';
import { newSpan } from '../../src/trace-parent.js';

/** A folder of its own for one test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'coldstart-journal-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export function open(folder: string | null, options: Partial<JournalOptions> = {}) {
  const said: string[] = [];
  const journal = openJournal({
    folder,
    container: 'server',
    pod: 'pod-0',
    terminationLog: null,
    nowS: () => Date.now() / 1000,
    complain: (message) => said.push(message),
    ...options,
  });
  onTestFinished(() => {
    journal.close();
  });
  return { journal, said };
}

/** A load that goes through its transitions as the SDK has it go. */
export function drive(journal: Journal, load: number, model: string, attempt = 1) {
  const startS = Date.now() / 1000;
  let state: LoadState = initialState({
    model,
    server: 's',
    attempt,
    startS,
    parent: null,
    span: newSpan(null),
    processStartedS: startS,
  });
  journal.load(load, state);
  return {
    state: () => state,
    apply(transition: Transition): void {
      state = reduce(state, transition);
      journal.transition(load, transition, state);
    },
  };
}

/**
 * Has the writer of a journal be dead without waiting for a real one: gives the file the name that this process would
 * have given it, had it been another one. Returns the new path.
 */
export function bury(path: string | null): string {
  if (path === null) {
    throw new Error('there is no file to bury');
  }
  const name = basename(path).replace(/-\d+-([0-9a-f]{8}\.jsonl)$/, '-1-$1');
  const buried = join(dirname(path), name);
  renameSync(path, buried);
  return buried;
}

export function journalsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
}
