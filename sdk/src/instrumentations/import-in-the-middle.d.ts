/** A part of import-in-the-middle that comes without types. */
declare module 'import-in-the-middle/create-hook.mjs' {
  import type { LoadHookSync, ResolveHookSync } from 'node:module';

  /** `url`: of a module in the folder of the package. */
  export function createHook(meta: { readonly url: string }): {
    applyOptions(options: { readonly include: readonly string[] }): void;
    readonly resolveSync: ResolveHookSync;
    readonly loadSync: LoadHookSync;
  };
}
