import { STAMP_NAMES } from '../line/index.js';
import type { Profile, Rule } from '../profile/index.js';
import type { FileProfile } from './schema.js';

/** What a profile that stands for itself may leave out. */
const DEFAULTS = {
  versions: 'as its file says',
  stamps: STAMP_NAMES,
  models: 'one',
  loads: 'once',
  opens: 'runtime_init',
  always: [],
  notObservable: {},
} as const satisfies Partial<Profile>;

/**
 * A whole profile of what stands in a file.
 *
 * @param known every profile so far
 * @throws Error that says what is missing
 */
export function complete(file: FileProfile, known: readonly Profile[]): Profile {
  const { extends: baseName, without = [], detect, modelFrom, rules, ...fields } = file;
  const base = baseName === undefined ? undefined : profileOf(baseName, known);
  const server = fields.server ?? base?.server;
  if (server === undefined) {
    throw new Error('the profile has no server');
  }
  if (base === undefined && without.length > 0) {
    throw new Error('without takes lines away from the profile that extends names, and there is no extends');
  }
  if (base === undefined && rules === undefined) {
    throw new Error('the profile has no rules');
  }
  const stranger = fields.within?.find((name) => !known.some((profile) => profile.server === name));
  if (stranger !== undefined) {
    throw new Error(`within: there is no profile ${stranger}`);
  }
  // Another name for the same lines would take the logs of the one it extends.
  const inherited = server === base?.server ? base.detect : undefined;
  const commands = [...(detect?.commands ?? []), ...(inherited?.commands ?? [])];
  const env = [...(detect?.env ?? []), ...(inherited?.env ?? [])];
  const lines = [...(detect?.lines ?? []), ...(inherited?.lines ?? [])];
  if (commands.length + lines.length === 0) {
    throw new Error('detect has no commands and no lines, so nobody would know the server');
  }
  return {
    ...DEFAULTS,
    title: server,
    ...base,
    ...fields,
    server,
    detect: { commands, lines, ...(env.length > 0 && { env }) },
    rules: [...(rules ?? []), ...(base === undefined ? [] : keptOf(base, without))],
    modelFrom: { flags: [], ...base?.modelFrom, ...modelFrom },
  };
}

function profileOf(server: string, known: readonly Profile[]): Profile {
  const found = known.find((profile) => profile.server === server);
  if (found === undefined) {
    throw new Error(
      `extends: there is no profile ${server}; there are ${known.map((profile) => profile.server).join(', ')}`,
    );
  }
  return found;
}

/** The rules of a profile without those that have one of these lines. */
function keptOf({ server, rules }: Profile, without: readonly string[]): readonly Rule[] {
  for (const line of without) {
    if (!rules.some((rule) => has(rule, line))) {
      throw new Error(`without: ${server} has no rule with the line ${JSON.stringify(line)}`);
    }
  }
  return rules.filter((rule) => !without.some((line) => has(rule, line)));
}

function has({ line }: Rule, source: string): boolean {
  return typeof line === 'string' ? line === source : line.includes(source);
}
