import { register, registerHooks } from 'node:module';
import { createHook } from 'import-in-the-middle/create-hook.mjs';
import { supportsSyncHooks } from 'import-in-the-middle/register-hooks.mjs';

/**
 * Lets the instrumentations see these modules when they are imported, and no others: to wrap every module of a server
 * would cost its start. The hooks are our own ones, so that those of a host's OpenTelemetry SDK find their place too.
 */
export function hookImports(include: readonly string[]): void {
  if (supportsSyncHooks()) {
    const hook = createHook({ url: import.meta.resolve('import-in-the-middle/register-hooks.mjs') });
    hook.applyOptions({ include });
    registerHooks({ resolve: hook.resolveSync, load: hook.loadSync });
  } else {
    // The only way on versions that are not yet able to do the other.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    register('import-in-the-middle/hook.mjs', import.meta.url, { data: { include } });
  }
}
