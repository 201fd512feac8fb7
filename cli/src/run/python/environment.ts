import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that Python is to look into first: our `sitecustomize.py`. */
export const HOOK_FOLDER = fileURLToPath(new URL('../../../python', import.meta.url));

/** Where a Python process reports to: the path of a UNIX socket, or `@` and its abstract name. */
export const SOCKET_VARIABLE = 'COLDSTART_PYTHON_SOCKET';

/** The environment in which Python processes report, and those that they start. */
export function hookEnvironment(base: NodeJS.ProcessEnv, address: string): NodeJS.ProcessEnv {
  // An empty entry would be the current folder; without the variable there is none.
  const before = base.PYTHONPATH ?? '';
  return {
    ...base,
    PYTHONPATH: before === '' ? HOOK_FOLDER : `${HOOK_FOLDER}${delimiter}${before}`,
    [SOCKET_VARIABLE]: address,
  };
}
