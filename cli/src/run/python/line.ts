/** A line of the hook, checked. Stamps `m` are seconds on the monotonic clock of the process that wrote it. */
export type HookLine =
  | { k: 'hello'; m: number; t: number; pid: number; ppid: number; python: string }
  | {
      k: 'begin';
      m: number;
      id: number;
      what: string;
      name: string | null;
      in: number | null;
      bytes: number | null;
      path: string | null;
      start: number | null;
    }
  | {
      k: 'end';
      m: number;
      id: number;
      error: string | null;
      message: string | null;
      bytes: number | null;
      disk_bytes: number | null;
    }
  | { k: 'cached'; m: number; name: string | null; bytes: number | null }
  | { k: 'exit'; m: number; error: string | null; message: string | null }
  | { k: 'dropped'; count: number }
  | { k: 'diagnostic'; message: string };

type Field = 'number' | 'count' | 'text' | 'number?' | 'count?' | 'text?';

/** `count` is an integer from 0; a field with a question mark may be missing. */
const FIELDS: Readonly<Record<HookLine['k'], Readonly<Record<string, Field>>>> = {
  hello: { m: 'number', t: 'number', pid: 'count', ppid: 'count', python: 'text' },
  begin: {
    m: 'number',
    id: 'count',
    what: 'text',
    name: 'text?',
    in: 'count?',
    bytes: 'count?',
    path: 'text?',
    start: 'count?',
  },
  end: { m: 'number', id: 'count', error: 'text?', message: 'text?', bytes: 'count?', disk_bytes: 'count?' },
  cached: { m: 'number', name: 'text?', bytes: 'count?' },
  exit: { m: 'number', error: 'text?', message: 'text?' },
  dropped: { count: 'count' },
  diagnostic: { message: 'text' },
};

const CHECKS: Readonly<Record<'number' | 'count' | 'text', (value: unknown) => boolean>> = {
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  count: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  text: (value) => typeof value === 'string',
};

/** @returns the line, or what is wrong with it */
export function parseHookLine(text: string): HookLine | { readonly wrong: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { wrong: 'is not JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { wrong: 'is not an object' };
  }
  const given = value as Record<string, unknown>;
  const kind = given.k;
  if (typeof kind !== 'string' || !Object.hasOwn(FIELDS, kind)) {
    return { wrong: `has no known "k"` };
  }
  const line: Record<string, unknown> = { k: kind };
  for (const [name, field] of Object.entries(FIELDS[kind as HookLine['k']])) {
    const optional = field.endsWith('?');
    const check = CHECKS[(optional ? field.slice(0, -1) : field) as keyof typeof CHECKS];
    const found = Object.hasOwn(given, name) ? given[name] : null;
    if (!(optional && found === null) && !check(found)) {
      return { wrong: `has no valid "${name}"` };
    }
    line[name] = found;
  }
  return line as HookLine;
}
