import { basename } from 'node:path';
import type { Profile } from '../profile/index.js';

/**
 * The server that a command starts: its program, its script or its `-m` module is one of the profile's words, or words
 * in a row are (`serve run`). `null` where the command does not say.
 */
export function detectByCommand(command: readonly string[], profiles: readonly Profile[]): Profile | null {
  const words = wordsOf(command).map((word) => basename(word).replace(/\.(py|sh|js)$/, ''));
  const line = ` ${words.join(' ')} `;
  return profiles.find(({ detect }) => detect.commands.some((known) => line.includes(` ${known} `))) ?? null;
}

/** The model that a command names, or its environment; `null` for none. */
export function modelOfCommand(
  { modelFrom }: Profile,
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): string | null {
  const words = wordsOf(command);
  const named = [
    ...modelFrom.flags.map((flag) => valueOf(flag, words)),
    ...(modelFrom.after ?? []).map((word) => wordAfter(word, words)),
  ];
  const values = [
    ...named.map((value) => (value === undefined ? undefined : expanded(value, env))),
    ...(modelFrom.env ?? []).map((name) => env[name]),
  ];
  return values.find((value) => value !== undefined && value !== '') ?? null;
}

/** A shell gets its command as one word. */
function wordsOf(command: readonly string[]): string[] {
  return command.flatMap((word) =>
    /\s/.test(word) ? word.split(/\s+/).map((each) => each.replace(/^(['"])(.*)\1$/, '$2')) : [word],
  );
}

function valueOf(flag: string, words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
  const word = words[at];
  return word === undefined || word === flag
    ? at === -1
      ? undefined
      : words[at + 1]
    : word.slice(flag.length + 1);
}

function wordAfter(word: string, words: readonly string[]): string | undefined {
  const at = words.indexOf(word);
  const next = at === -1 ? undefined : words[at + 1];
  return next?.startsWith('-') === true ? undefined : next;
}

/** A variable that the shell would put in. */
function expanded(value: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const name = /^\$\{?(\w+)\}?$/.exec(value)?.[1];
  return name === undefined ? value : env[name];
}
