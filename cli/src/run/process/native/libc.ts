/** A C function. Its text of declaration says which arguments it takes. */
export type NativeFunction = (...values: unknown[]) => number;

/** The C library that Node itself runs on. */
export interface Libc {
  /** @param declaration in C, such as `int getpid()` */
  func(declaration: string): NativeFunction;
}

/** What is used of koffi, which may not be installed. */
interface Ffi {
  load(path: null): Libc;
}

/**
 * Calls into the C library for what Node has no call for; `null` where koffi is not installed, and where the numbers
 * that its callers know (Linux, 64 bits) do not hold.
 */
export async function loadLibc(): Promise<Libc | null> {
  if (process.platform !== 'linux' || !LAYOUT_IS_KNOWN.has(process.arch)) {
    return null;
  }
  try {
    const { default: koffi } = (await import('koffi')) as unknown as { default: Ffi };
    return koffi.load(null);
  } catch {
    return null;
  }
}

const LAYOUT_IS_KNOWN: ReadonlySet<string> = new Set(['x64', 'arm64']);
