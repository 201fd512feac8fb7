import { basename } from 'node:path';
import { launcherOf } from './launchers.js';
import type { Launcher } from './launchers.js';
import { commandsOf } from './shell.js';

/** No command starts more. */
const MOST_PROGRAMS = 64;
/** Options that are no value's in any program. */
const NO_VALUE = /^--(no|all|allow)-/;

/** A program, script or module that a command starts. */
export interface Program {
  /** As it stands there: a path, a name, the name of a module. */
  readonly path: string;
  readonly args: readonly string[];
}

/** The last part of its path, without what says the language of a script. */
export function nameOf({ path }: Program): string {
  return basename(path).replace(/\.(py|sh|js)$/, '');
}

/**
 * The programs that a command starts: the first word, and where that runs the command in its arguments (`env`,
 * `python -m`, `sh -c`) what it runs, from the outside in. Where it is not sure which word is the command there are some that are
 * none; a word that is only an option's value, or an argument, is not among them.
 */
export function programsOf(command: readonly string[]): Program[] {
  const found: Program[] = [];
  walk(command, found);
  return found;
}

function walk(command: readonly string[], found: Program[]): void {
  // Words that are seen already, by how many are left of them: launchers in launchers come to the same ones.
  const seen = new Set<number>();
  const visit = (words: readonly string[]): void => {
    const [path, ...args] = words;
    if (path === undefined || seen.has(words.length) || found.length >= MOST_PROGRAMS) return;
    seen.add(words.length);
    found.push({ path, args });
    const launcher = launcherOf(basename(path));
    if (launcher === null) return;
    const { commands, script } = runBy(launcher, args);
    commands.forEach(visit);
    if (script !== null) {
      for (const inner of commandsOf(script.text)) {
        walk(
          inner.flatMap((word) => (word === '$@' ? script.args : [word])),
          found,
        );
      }
    }
  };
  visit(command);
}

interface Run {
  /** Where the command may begin, with all words after it. */
  readonly commands: readonly (readonly string[])[];
  /** For a shell, with its `$1` and so on. */
  readonly script: { readonly text: string; readonly args: readonly string[] } | null;
}

function runBy(launcher: Launcher, args: readonly string[]): Run {
  const {
    sub,
    values = '',
    pairs = '',
    before = '',
    instead = '',
    script = '',
    words = 0,
    loose = false,
  } = launcher;
  const commands: (readonly string[])[] = [];
  const start = sub === undefined ? 0 : 1 + args.findIndex((word) => isIn(sub, word));
  if (sub !== undefined && start === 0) return { commands, script: null };
  let passed = 0;
  let open = false;
  for (let at = start; at < args.length; at++) {
    const word = args[at] ?? '';
    const next = args[at + 1];
    if (isIn(instead, word)) break;
    if (next !== undefined && isScript(script, word)) {
      return { commands, script: { text: next, args: args.slice(at + 3) } };
    }
    if (word === '--' || isIn(before, word)) {
      commands.push(args.slice(at + 1));
      break;
    }
    if (isIn(values, word) || isIn(pairs, word)) {
      at += isIn(pairs, word) ? 2 : 1;
      open = false;
    } else if (/^[-+]/.test(word)) {
      open = loose && !word.includes('=') && !NO_VALUE.test(word);
    } else if (!/^[A-Za-z_]\w*=/.test(word) && passed++ >= words) {
      commands.push(args.slice(at));
      if (!open) break;
      open = false;
    }
  }
  return { commands, script: null };
}

/** `-c`, and in a bundle: `-lc`. */
function isScript(options: string, word: string): boolean {
  return isIn(options, word) || (isIn(options, '-c') && /^-[a-z]*c[a-z]*$/.test(word));
}

function isIn(list: string, word: string): boolean {
  return list.split(' ').includes(word) && word !== '';
}
