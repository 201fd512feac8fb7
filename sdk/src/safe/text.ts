/**
 * What may leave the process as a name or a message. Everything that the host hands us as text comes through here
 * once, so that no output has to think of it.
 */

const LONGEST_NAME = 128;
const LONGEST_MESSAGE = 500;

/** Looked at and no more: patterns over a text of megabytes would hold up the host. */
const LONGEST_LOOK = 4096;

const URL_LIKE = /\b([a-z][a-z0-9+.-]{1,20}:\/\/)([^\s"'<>]*)/gi;

/** Shapes that are secrets wherever they stand: [pattern, what stands there instead]. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, '$1 [hidden]'],
  [
    /((?:api[-_]?key|auth[-_]?token|access[-_]?key|secret[\w-]*|token|passw(?:or)?d|signature|credential)["']?\s*[=:]\s*["']?)[^\s"'&,;]+/gi,
    '$1[hidden]',
  ],
  [/\b(?:hf_|api_org_|gh[oprsu]_|npm_|glpat-|xox[abps]-)[A-Za-z0-9_-]{8,}/g, '[hidden]'],
  // Models are called sk-something too: a key is long and has a digit.
  [/\bsk-(?=[A-Za-z0-9_-]*\d)[A-Za-z0-9_-]{16,}/g, '[hidden]'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, '[hidden]'],
  [/\beyJ[\w-]{10,}\.[\w-]{10,}(?:\.[\w-]*)?/g, '[hidden]'],
];

/** A model or server name: no secrets, no control characters, at most 128 characters. */
export function safeName(text: string): string {
  return cut(printable(withoutSecrets(look(text))), LONGEST_NAME);
}

/** An error message: no secrets, no control characters, at most 500 characters. */
export function safeMessage(text: string): string {
  return cut(printable(withoutSecrets(look(text))), LONGEST_MESSAGE);
}

/** The last word goes where it is cut: half a URL may no longer show that it holds a password. */
function look(text: string): string {
  return text.length > LONGEST_LOOK ? text.slice(0, LONGEST_LOOK).replace(/(?<=\s)\S+$/, '') : text;
}

function withoutSecrets(text: string): string {
  const urls = text.replace(URL_LIKE, (_, scheme: string, rest: string) => {
    const end = rest.search(/[?#]/);
    const path = end === -1 ? rest : rest.slice(0, end);
    const slash = path.indexOf('/');
    const authority = slash === -1 ? path : path.slice(0, slash);
    return scheme + authority.slice(authority.lastIndexOf('@') + 1) + (slash === -1 ? '' : path.slice(slash));
  });
  return SECRETS.reduce((safe, [pattern, instead]) => safe.replace(pattern, instead), urls);
}

/** Control characters and halves of surrogate pairs would break terminals, logs or encoders. */
function printable(text: string): string {
  return text
    .toWellFormed()
    .replace(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function cut(text: string, longest: number): string {
  const characters = Array.from(text);
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : text;
}
