import type { Phase } from '@coldstart/conventions';
import { compilePattern } from '../pattern/index.js';
import type { Pattern } from '../pattern/index.js';
import type { Profile, Rule } from './profile.js';

export interface CompiledRule {
  readonly rule: Rule;
  readonly patterns: readonly Pattern[];
  readonly begin: readonly Phase[];
  readonly next: readonly Phase[];
  readonly end: readonly Phase[];
  readonly closes: readonly Phase[];
  /** It is of a server inside: the model in its lines is none of those of the server around it. */
  readonly inner: boolean;
}

/** A profile with its patterns ready to match, and the rules of the servers that may be within. */
export interface CompiledProfile {
  readonly profile: Profile;
  readonly rules: readonly CompiledRule[];
  /** See `Profile.starts`. */
  readonly starts: readonly Pattern[];
}

/**
 * @param all every profile there is, by server
 * @throws Error that says which pattern is wrong
 */
export function compileProfile(profile: Profile, all: ReadonlyMap<string, Profile>): CompiledProfile {
  const others = (profile.within ?? []).flatMap((server) => all.get(server) ?? []);
  return {
    profile,
    starts: (profile.starts ?? []).map(compilePattern),
    rules: [
      ...profile.rules.map((rule) => compileRule(rule, false)),
      // What makes the inner server ready need not make the outer one ready, and its failures may be survived.
      ...others.flatMap(({ rules }) =>
        rules
          .filter(({ ready, fails }) => ready === undefined && fails === undefined)
          .map((rule) => compileRule(rule, true)),
      ),
    ],
  };
}

function compileRule(rule: Rule, inner: boolean): CompiledRule {
  return {
    rule,
    patterns: many(rule.line).map(compilePattern),
    begin: many(rule.begin),
    next: many(rule.next),
    end: many(rule.end),
    closes: many(rule.closes),
    inner,
  };
}

function many<T>(value: T | readonly T[] | undefined): readonly T[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
