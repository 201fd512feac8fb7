import type { ColdstartOptions } from '../types.js';

/** A setting that is an option, an environment variable, or both. */
export interface Setting<T> {
  readonly option: keyof ColdstartOptions;
  readonly variable: string;
  /** What is accepted as the option and as the variable, for the message about what is not. */
  readonly want: string;
  readonly wantText?: string;
  readonly fallback: T;
  /** What is used instead, in words of the variable. */
  readonly fallbackText?: string;
  /** Value of the option; `undefined` refuses it. Callers may be plain JavaScript. */
  ofOption(value: unknown): T | undefined;
  /** Value of the variable, which is not empty; `undefined` refuses it. */
  ofText(text: string): T | undefined;
}

const inRange = (value: number, least: number, most: number): number | undefined =>
  value >= least && value <= most ? value : undefined;

const portOf = (value: number): number | undefined =>
  Number.isInteger(value) ? inRange(value, 0, 65_535) : undefined;

/** Text, whatever it says. */
export function text(option: keyof ColdstartOptions, variable: string, fallback: string): Setting<string> {
  return {
    option,
    variable,
    want: 'a string',
    fallback,
    ofOption: (value) => (typeof value === 'string' ? value : undefined),
    ofText: (value) => value,
  };
}

/** A path, or nothing: `null` as the option, `off` as the variable. */
export function path(
  option: keyof ColdstartOptions,
  variable: string,
  fallback: string | null,
): Setting<string | null> {
  return {
    option,
    variable,
    want: 'a path, or nothing (null; "off" in the environment)',
    fallback,
    ofOption: (value) => (value === null || (typeof value === 'string' && value !== '') ? value : undefined),
    ofText: (value) => (value === 'off' ? null : value),
  };
}

/** One of a few words. */
export function choice<const T extends string>(
  option: keyof ColdstartOptions,
  variable: string,
  words: readonly T[],
  fallback: NoInfer<T>,
): Setting<T> {
  const known = (value: unknown): T | undefined => words.find((word) => word === value);
  return { option, variable, want: words.join(', '), fallback, ofOption: known, ofText: known };
}

/** Seconds as the option, milliseconds as the variable. */
export function seconds(
  option: keyof ColdstartOptions,
  variable: string,
  leastS: number,
  mostS: number,
  fallback: number,
): Setting<number> {
  return {
    option,
    variable,
    want: `between ${leastS} and ${mostS} (seconds)`,
    wantText: `between ${leastS * 1000} and ${mostS * 1000} (milliseconds)`,
    fallback,
    fallbackText: String(fallback * 1000),
    ofOption: (value) => (typeof value === 'number' ? inRange(value, leastS, mostS) : undefined),
    ofText: (value) => inRange(Number(value) / 1000, leastS, mostS),
  };
}

/** A TCP port, 0 for a free one, `false` (`off`) for none. */
export function port(
  option: keyof ColdstartOptions,
  variable: string,
  fallback: number | false,
): Setting<number | false> {
  return {
    option,
    variable,
    want: 'a port from 0 to 65535, or none (false; "off" in the environment)',
    fallback,
    ofOption: (value) => (value === false ? false : typeof value === 'number' ? portOf(value) : undefined),
    ofText: (value) => (value === 'off' ? false : /^\d+$/.test(value) ? portOf(Number(value)) : undefined),
  };
}

/** Base URL of an HTTP server, without a slash at its end. */
export function url(option: keyof ColdstartOptions, variable: string): Setting<string | null> {
  const httpUrl = (value: unknown): string | undefined =>
    typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
      ? value.replace(/\/+$/, '')
      : undefined;
  return {
    option,
    variable,
    want: 'an http or https URL',
    fallback: null,
    fallbackText: 'none: nothing is pushed',
    ofOption: httpUrl,
    ofText: httpUrl,
  };
}
