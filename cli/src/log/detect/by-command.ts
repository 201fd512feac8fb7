import { dirname } from 'node:path';
import { nameOf, programsOf } from '../../program/index.js';
import type { Program } from '../../program/index.js';
import type { Profile } from '../profile/index.js';

/**
 * The server that a command starts: one of its programs, scripts or `-m` modules is one of the profile's words, or
 * begins with words in a row that are (`serve run`). Where the command does not say, a variable that only one server
 * reads does; `null` where nothing says.
 */
export function detectByCommand(
  command: readonly string[],
  profiles: readonly Profile[],
  env: Readonly<Record<string, string | undefined>> = {},
): Profile | null {
  const programs = programsOf(command);
  return (
    profiles.find((profile) => programs.some((program) => isOf(program, profile))) ??
    profiles.find(({ detect }) => detect.env?.some((name) => (env[name] ?? '') !== '')) ??
    null
  );
}

/** Whether a program is the server of the profile. */
export function isOf(program: Program, { detect }: Profile): boolean {
  const name = nameOf(program);
  const path = `/${dirname(program.path)}/${name}`;
  return detect.commands.some((known) => {
    const [first = '', ...rest] = known.split(' ');
    return (
      (first.includes('/') ? path.endsWith(`/${first}`) : name === first) &&
      rest.every((word, index) => program.args[index] === word)
    );
  });
}
