import { basename } from 'node:path';
import type { Profile } from '../profile/index.js';

/**
 * The server that a command starts: its program, its script or its `-m` module is one of the profile's words, or words
 * in a row are (`serve run`). `null` where the command does not say.
 */
export function detectByCommand(command: readonly string[], profiles: readonly Profile[]): Profile | null {
  // Scripts, and shells that get the command as one word.
  const words = command
    .flatMap((word) => (/\s/.test(word) ? word.split(/\s+/) : [word]))
    .map((word) => basename(word).replace(/\.(py|sh|js)$/, ''));
  const line = ` ${words.join(' ')} `;
  return profiles.find(({ detect }) => detect.commands.some((known) => line.includes(` ${known} `))) ?? null;
}

/** The model that a command names, or its environment; `null` for none. */
export function modelOfCommand(
  { modelFrom }: Profile,
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): string | null {
  for (const flag of modelFrom.flags) {
    const at = command.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
    const value = command[at]?.includes('=') === true ? command[at].slice(flag.length + 1) : command[at + 1];
    if (at !== -1 && value !== undefined && value !== '') {
      return value;
    }
  }
  for (const word of modelFrom.after ?? []) {
    const next = command[command.indexOf(word) + 1];
    if (command.includes(word) && next !== undefined && !next.startsWith('-')) {
      return next;
    }
  }
  return modelFrom.env?.map((name) => env[name]).find((value) => value !== undefined && value !== '') ?? null;
}
