import type { Problem, Tree } from './tree.js';

/** Where in a file something stands, for people: `rules[2].took`. */
export type Place = string;

/** Reads what is expected from a tree; says what is wrong, and gives `null` then. */
export type Check<T> = (tree: Tree, place: Place, problems: Problem[]) => T | null;

export interface Field<T> {
  readonly check: Check<T>;
  readonly required: boolean;
}

/** The fields of an object: what is not among them is wrong. */
export type Fields<T> = { readonly [Name in keyof T]-?: Field<Exclude<T[Name], undefined>> };

export function required<T>(check: Check<T>): Field<T> {
  return { check, required: true };
}

export function optional<T>(check: Check<T>): Field<T> {
  return { check, required: false };
}

export const text: Check<string> = (tree, place, problems) => {
  if (tree.kind === 'scalar' && typeof tree.value === 'string' && tree.value.trim() !== '') {
    return tree.value;
  }
  return wrong(tree, `${place} is to be a text, not ${shown(tree)}`, problems);
};

/** A number that is not negative. */
export const number: Check<number> = (tree, place, problems) => {
  if (tree.kind === 'scalar' && typeof tree.value === 'number' && tree.value >= 0) {
    return tree.value;
  }
  return wrong(tree, `${place} is to be a number, 0 or more, not ${shown(tree)}`, problems);
};

/** One of a few values. */
export function oneOf<const T extends string | boolean>(values: readonly T[]): Check<T> {
  return (tree, place, problems) => {
    const value = tree.kind === 'scalar' ? values.find((each) => each === tree.value) : undefined;
    return (
      value ??
      wrong(tree, `${place} is to be ${values.map(String).join(' or ')}, not ${shown(tree)}`, problems)
    );
  };
}

/** One of many names. */
export function nameOf<T extends string>(what: string, names: readonly T[]): Check<T> {
  return (tree, place, problems) => {
    const name = tree.kind === 'scalar' ? names.find((each) => each === tree.value) : undefined;
    return (
      name ?? wrong(tree, `${place}: ${shown(tree)} is no ${what}; there are ${names.join(', ')}`, problems)
    );
  };
}

export function listOf<T>(check: Check<T>): Check<readonly T[]> {
  return (tree, place, problems) => {
    if (tree.kind !== 'list') {
      return wrong(tree, `${place} is to be a list, not ${shown(tree)}`, problems);
    }
    const items = tree.items.map((item, index) => check(item, `${place}[${index}]`, problems));
    return items.some((item) => item === null) ? null : (items as T[]);
  };
}

export function oneOrMany<T>(check: Check<T>): Check<T | readonly T[]> {
  const list = listOf(check);
  return (tree, place, problems) => (tree.kind === 'list' ? list : check)(tree, place, problems);
}

/** An object whose keys are names of one kind. */
export function byName<K extends string, T>(
  what: string,
  names: readonly K[],
  check: Check<T>,
): Check<Partial<Record<K, T>>> {
  return (tree, place, problems) => {
    const fields = Object.fromEntries(names.map((name) => [name, optional(check)]));
    return fieldsOf(tree, place, fields as Record<K, Field<T>>, what, problems);
  };
}

export function object<T extends object>(fields: Fields<T>): Check<T> {
  return (tree, place, problems) =>
    fieldsOf(tree, place, fields as Readonly<Record<string, Field<unknown>>>, 'field', problems) as T | null;
}

function fieldsOf<K extends string, T>(
  tree: Tree,
  place: Place,
  fields: Readonly<Record<K, Field<T>>>,
  what: string,
  problems: Problem[],
): Partial<Record<K, T>> | null {
  const at = place === '' ? 'the profile' : place;
  if (tree.kind !== 'map') {
    return wrong(tree, `${at} is to have fields, not ${shown(tree)}`, problems);
  }
  const before = problems.length;
  const known = Object.keys(fields) as K[];
  const values: Partial<Record<K, T>> = {};
  for (const { key, line, value } of tree.entries) {
    const name = known.find((each) => each === key);
    if (name === undefined) {
      problems.push({ line, reason: `${at} has an unknown ${what} ${key}; there are ${known.join(', ')}` });
      continue;
    }
    const read = fields[name].check(value, place === '' ? name : `${place}.${name}`, problems);
    if (read !== null) {
      values[name] = read;
    }
  }
  for (const name of known) {
    if (fields[name].required && !tree.entries.some(({ key }) => key === name)) {
      problems.push({ line: tree.line, reason: `${at} has no ${name}` });
    }
  }
  return problems.length > before ? null : values;
}

function wrong({ line }: Tree, reason: string, problems: Problem[]): null {
  problems.push({ line, reason });
  return null;
}

function shown(tree: Tree): string {
  if (tree.kind === 'map') return 'fields';
  if (tree.kind === 'list') return 'a list';
  return tree.value === null ? 'nothing' : JSON.stringify(tree.value);
}
