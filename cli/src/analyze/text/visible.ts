/**
 * What a terminal obeys instead of showing: control characters of both sets, marks that turn the direction of text,
 * and what has no width. A name in a log can be made of them.
 */
const HIDDEN =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cs}/gu;
const BEYOND_ASCII = /[^\u0020-\u007e]/gu;

/** The text with nothing in it that a terminal obeys; each such character is shown as `�`. */
export function visible(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(HIDDEN, '\ufffd');
}

/** For a terminal that shows nothing but ASCII. */
export function ascii(text: string): string {
  return text.replace(/[·–—]/g, '-').replace(/µ/g, 'u').replace(BEYOND_ASCII, '?');
}

/** JSON without a character that a terminal obeys, should it be printed on one. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value).replace(
    HIDDEN,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
