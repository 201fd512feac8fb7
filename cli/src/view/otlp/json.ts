import {
  emptyMessage,
  MalformedError,
  type Decoded,
  type Field,
  type Message,
  type Scalar,
} from './message.js';

/**
 * Reads the JSON form of a message. 64-bit numbers may be texts, doubles may be `"NaN"` or `"Infinity"`, `null` is
 * absent. Source: OTLP specification, "JSON Protobuf Encoding".
 *
 * @throws MalformedError that names the path, e.g. `resourceMetrics[0].scopeMetrics`
 */
export function readJson<M extends Message>(message: M, value: unknown): Decoded<M> {
  return readMessage(message, value, '') as Decoded<M>;
}

function readMessage(message: Message, value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MalformedError(`${path || 'the body'} must be an object`);
  }
  const result = emptyMessage(message);
  for (const [name, field] of Object.entries(message)) {
    const given = (value as Record<string, unknown>)[name];
    if (given != null) {
      result[name] = readField(field, given, path ? `${path}.${name}` : name);
    }
  }
  return result;
}

function readField({ type, repeated }: Field, value: unknown, path: string): unknown {
  const read = (item: unknown, at: string) =>
    typeof type === 'string' ? SCALARS[type](item, at) : readMessage(type, item, at);
  if (!repeated) {
    return read(value, path);
  }
  if (!Array.isArray(value)) {
    throw new MalformedError(`${path} must be a list`);
  }
  return value.map((item, index) => read(item, `${path}[${index}]`));
}

const SCALARS: Readonly<Record<Scalar, (value: unknown, path: string) => unknown>> = {
  string: (value, path) => (typeof value === 'string' ? value : wrong(path, 'a text')),
  bool: (value, path) => (typeof value === 'boolean' ? value : wrong(path, 'true or false')),
  double: (value, path) => number(value, path),
  uint32: (value, path) => number(value, path),
  enum: (value, path) => number(value, path),
  int64: integer,
  uint64: integer,
  fixed64: integer,
  sfixed64: integer,
};

function number(value: unknown, path: string): number {
  if (typeof value === 'number') {
    return value;
  }
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
  return Number.isNaN(parsed) && value !== 'NaN' ? wrong(path, 'a number') : parsed;
}

function integer(value: unknown, path: string): bigint {
  if (
    (typeof value === 'number' && Number.isInteger(value)) ||
    (typeof value === 'string' && /^-?\d{1,20}$/.test(value))
  ) {
    return BigInt(value);
  }
  return wrong(path, 'a whole number');
}

function wrong(path: string, expected: string): never {
  throw new MalformedError(`${path} must be ${expected}`);
}
