import { PHASE_NAMES, WEIGHTS_SOURCES } from '@coldstart/conventions';
import { STAMP_NAMES } from '../line/index.js';
import { compilePattern } from '../pattern/index.js';
import type { HealthCheck, Profile, Rule } from '../profile/index.js';
import {
  byName,
  listOf,
  nameOf,
  number,
  object,
  oneOf,
  oneOrMany,
  optional,
  required,
  text,
} from './check.js';
import type { Check, Fields } from './check.js';
import type { Tree } from './tree.js';

const phase = nameOf('phase', PHASE_NAMES);
const phases = oneOrMany(phase);
const flag = oneOf([true]);
const texts = listOf(text);

const pattern: Check<string> = (tree, place, problems) => {
  const source = text(tree, place, problems);
  if (source === null) {
    return null;
  }
  try {
    return compilePattern(source).source;
  } catch (error) {
    problems.push({
      line: tree.line,
      reason: `${place}: ${error instanceof Error ? error.message : String(error)}`,
    });
    return null;
  }
};

const RULE: Fields<Rule> = {
  line: required(oneOrMany(pattern)),
  begin: optional(phases),
  next: optional(phases),
  end: optional(phases),
  closes: optional(phases),
  apart: optional(flag),
  took: optional(phase),
  printed: optional(oneOf(['whole', 'part', 'sum'])),
  step: optional(text),
  instead: optional(phase),
  unless: optional(phase),
  once: optional(flag),
  onlyIfBegun: optional(flag),
  note: optional(text),
  bar: optional(phase),
  leastStepS: optional(number),
  leastS: optional(number),
  source: optional(nameOf('source', WEIGHTS_SOURCES)),
  ready: optional(oneOf([true, 'model'])),
  fails: optional(oneOf([true, 'why'])),
  cause: optional(text),
  gone: optional(flag),
  loads: optional(oneOf(['on_demand'])),
};

/** A rule that says how long a phase took needs the duration in each form of its line. */
const rule: Check<Rule> = (tree, place, problems) => {
  const read = object(RULE)(tree, place, problems);
  if (read === null) {
    return null;
  }
  const needs: readonly [keyof Rule, RegExp, string][] = [
    ['took', /\{(?:s|ms|dur)\}/, '{s}, {ms} or {dur}'],
    ['bar', /\{of\}|\{pct\}/, '{of} or {pct}'],
  ];
  for (const form of typeof read.line === 'string' ? [read.line] : read.line) {
    for (const [field, hole, names] of needs) {
      if (read[field] !== undefined && !hole.test(form)) {
        problems.push({
          line: tree.line,
          reason: `${place}: with ${field}, the line ${JSON.stringify(form)} needs ${names}`,
        });
        return null;
      }
    }
  }
  return read;
};

const HEALTH: Fields<HealthCheck> = {
  kind: required(oneOf(['http', 'tcp', 'grpc'])),
  path: optional(text),
  port: required(number),
  filled: optional(text),
  poll: optional(flag),
  note: optional(text),
};

/** A profile as it stands in a file. */
export interface FileProfile extends Partial<Omit<Profile, 'detect' | 'modelFrom'>> {
  /** The profile whose rules and words this one's come before, and whose other fields it has where it has none. */
  readonly extends?: string;
  /** Lines of that profile whose rules are left out. */
  readonly without?: readonly string[];
  readonly detect?: Partial<Profile['detect']>;
  readonly modelFrom?: Partial<Profile['modelFrom']>;
}

const PROFILE: Fields<FileProfile> = {
  server: optional(text),
  extends: optional(text),
  without: optional(texts),
  title: optional(text),
  versions: optional(text),
  within: optional(texts),
  stamps: optional(listOf(nameOf('stamp', STAMP_NAMES))),
  detect: optional(
    object<Partial<Profile['detect']>>({
      commands: optional(texts),
      env: optional(texts),
      lines: optional(listOf(pattern)),
    }),
  ),
  models: optional(oneOf(['one', 'many'])),
  loads: optional(oneOf(['once', 'on_demand'])),
  python: optional(flag),
  silent: optional(flag),
  opens: optional(phase),
  rules: optional(listOf(rule)),
  always: optional(listOf(phase)),
  notObservable: optional(byName('phase', PHASE_NAMES, text)),
  health: optional(object(HEALTH)),
  modelFrom: optional(
    object<Partial<Profile['modelFrom']>>({
      flags: optional(texts),
      after: optional(texts),
      env: optional(texts),
    }),
  ),
};

/** Reads a profile from a tree; `null` where something is wrong with it, which `problems` then says. */
export function readProfile(tree: Tree, problems: Parameters<Check<FileProfile>>[2]): FileProfile | null {
  return object(PROFILE)(tree, '', problems);
}
