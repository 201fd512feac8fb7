/** Marks a function that stands in for another one; also one of another copy of this package. */
const ORIGINAL = Symbol.for('coldstart.original');

type Method = (this: unknown, ...args: never[]) => unknown;

interface Patched extends Method {
  [ORIGINAL]?: Method;
}

/**
 * Replaces a method of a class or of a prototype. Classes can be changed where exports cannot: those of several of
 * these libraries are getters. Does nothing where there is no such method or it is replaced already.
 */
export function patch(owner: unknown, name: string, wrap: (original: Method) => Method): void {
  const methods = owner as Record<string, Patched | undefined> | null | undefined;
  const original = methods?.[name];
  if (typeof original !== 'function' || original[ORIGINAL] !== undefined) {
    return;
  }
  const wrapped: Patched = wrap(original);
  Object.defineProperty(wrapped, 'name', { value: original.name, configurable: true });
  Object.defineProperty(wrapped, 'length', { value: original.length, configurable: true });
  Object.defineProperty(wrapped, ORIGINAL, { value: original });
  Object.defineProperty(methods, name, {
    value: wrapped,
    writable: true,
    configurable: true,
    enumerable: Object.getOwnPropertyDescriptor(methods, name)?.enumerable ?? false,
  });
}

/** Puts the original back. */
export function unpatch(owner: unknown, name: string): void {
  const methods = owner as Record<string, Patched | undefined> | null | undefined;
  const original = methods?.[name]?.[ORIGINAL];
  if (original !== undefined) {
    Object.defineProperty(methods, name, { value: original, writable: true, configurable: true });
  }
}
