import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { programsOf } from '../../program/index.js';
import type { Program } from '../../program/index.js';

/** Programs that are Python or start it. */
const PYTHON =
  /^(python(\d+(\.\d+)*)?t?|pypy(\d+(\.\d+)*)?|vllm|sglang|torchserve|text-generation-(launcher|server)|trtllm-(serve|llmapi-launch)|uvicorn|gunicorn|hypercorn|ray|torchrun|accelerate|deepspeed|ipython3?)$/;

/** Programs that are Python with this first argument: their names mean other things too. */
const PYTHON_WITH: Readonly<Record<string, string>> = { serve: 'run', transformers: 'serve' };

/** The kernel looks at no more of a first line. Source: linux/binfmts.h, BINPRM_BUF_SIZE. */
const SHEBANG_BYTES = 256;
/**
 * Whether a command is Python, or starts it before anything else. A wrong no costs the hook's phases; a wrong yes
 * only two variables in the environment.
 */
export function isPythonCommand(command: string, args: readonly string[], env: NodeJS.ProcessEnv): boolean {
  return programsOf([command, ...args]).some((program) => isPython(program, env));
}

function isPython({ path, args }: Program, env: NodeJS.ProcessEnv): boolean {
  const name = basename(path);
  return (
    PYTHON.test(name) ||
    (Object.hasOwn(PYTHON_WITH, name) && args[0] === PYTHON_WITH[name]) ||
    /^#!.*\bpython/.test(firstLine(find(path, env)))
  );
}

function find(command: string, env: NodeJS.ProcessEnv): string | null {
  if (command.includes('/')) return command;
  const folders = (env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, command)).find(isFile) ?? null;
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    // A name that is too long, a folder that is closed to us.
    return false;
  }
}

function firstLine(path: string | null): string {
  if (path === null || !isFile(path)) return '';
  try {
    const file = openSync(path, 'r');
    try {
      const buffer = Buffer.alloc(SHEBANG_BYTES);
      return buffer.toString('latin1', 0, readSync(file, buffer)).split('\n', 1)[0] ?? '';
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
