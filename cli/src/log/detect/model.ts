import { nameOf, programsOf } from '../../program/index.js';
import type { Program } from '../../program/index.js';
import type { Profile } from '../profile/index.js';
import { isOf } from './by-command.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Options that take no value, in all servers that have such. */
const SWITCH =
  /^-(-(no|enable|disable|trust|enforce|use|skip|return|allow)[-_].*|-headless|-async-scheduling)$/;

/** The model that a command names, or its environment; `null` for none. */
export function modelOfCommand(
  profile: Profile,
  command: readonly string[],
  env: Environment,
): string | null {
  const { flags, after = [], env: names = [] } = profile.modelFrom;
  const programs = programsOf(command);
  const server = programs.find((program) => isOf(program, profile));
  // The launchers around it have options of the same names.
  const speakers = server === undefined ? [...programs].reverse() : [server];
  const values = [
    ...flags
      .flatMap((flag) => speakers.map(({ args }) => valueOf(flag, args)))
      .map((value) => expanded(value, env)),
    // Of another program's the words mean something else.
    ...(server === undefined ? [] : [expanded(positional(server, after), env)]),
    ...names.map((name) => env[name]),
  ];
  return values.find((value) => value !== undefined && value !== '') ?? null;
}

function valueOf(flag: string, words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
  const word = words[at];
  return word === undefined || word === flag ? words[at + 1 || words.length] : word.slice(flag.length + 1);
}

/** The first word after the sub-command that is no option, and no value of one as far as one can see. */
function positional(server: Program, after: readonly string[]): string | undefined {
  const words = [nameOf(server), ...server.args];
  const start = after.includes(words[1] ?? '') ? 2 : after.includes(words[0] ?? '') ? 1 : words.length;
  return words
    .slice(start)
    .find((word, index, all) => !word.startsWith('-') && (index === 0 || !takesValue(all[index - 1] ?? '')));
}

function takesValue(word: string): boolean {
  return word.startsWith('-') && word !== '--' && !word.includes('=') && !SWITCH.test(word);
}

/** A variable that the shell would put in. */
function expanded(value: string | undefined, env: Environment): string | undefined {
  const name = value === undefined ? undefined : /^\$\{?(\w+)\}?$/.exec(value)?.[1];
  return name === undefined ? value : env[name];
}
