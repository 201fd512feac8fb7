import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';

/** Programs that are Python or start it. */
const PYTHON =
  /^(python(\d+(\.\d+)*)?t?|pypy(\d+(\.\d+)*)?|vllm|sglang|torchserve|text-generation-(launcher|server)|trtllm-(serve|llmapi-launch)|uvicorn|gunicorn|hypercorn|ray|torchrun|accelerate|deepspeed|ipython3?)$/;

/** Programs that are Python with this first argument: their names mean other things too. */
const PYTHON_WITH: Readonly<Record<string, string>> = { serve: 'run', transformers: 'serve' };

/** Programs that run the command in their arguments. With a word: only after it. */
const LAUNCHERS: Readonly<Record<string, string | null>> = {
  env: null,
  exec: null,
  nice: null,
  nohup: null,
  time: null,
  tini: null,
  'dumb-init': null,
  numactl: null,
  setsid: null,
  stdbuf: null,
  gosu: null,
  uv: 'run',
  poetry: 'run',
  pipenv: 'run',
  conda: 'run',
  mamba: 'run',
  micromamba: 'run',
};

const SHELL = /^(ba|da|z|k)?sh$/;

/** The kernel looks at no more of a first line. Source: linux/binfmts.h, BINPRM_BUF_SIZE. */
const SHEBANG_BYTES = 256;
/** Of arguments of a launcher: the command may be any of them. */
const FAR_ENOUGH = 12;

/**
 * Whether a command is Python, or starts it before anything else. A wrong no costs the hook's phases; a wrong yes
 * only two variables in the environment.
 */
export function isPythonCommand(command: string, args: readonly string[], env: NodeJS.ProcessEnv): boolean {
  const name = basename(command);
  if (!Object.hasOwn(LAUNCHERS, name)) return isPython(command, args, env);
  const start = LAUNCHERS[name] ?? null;
  const from = start === null ? 0 : args.indexOf(start) + 1;
  // Launchers have options, with values, and start other launchers.
  return (
    (start === null || from > 0) &&
    args
      .slice(from, from + FAR_ENOUGH)
      .some((word, index) => isPython(word, args.slice(from + index + 1), env))
  );
}

function isPython(command: string, args: readonly string[], env: NodeJS.ProcessEnv): boolean {
  const name = basename(command);
  if (SHELL.test(name)) {
    const script = args[args.findIndex((word) => /^-\w*c$/.test(word)) + 1];
    return script !== undefined && words(script).some((word) => PYTHON.test(basename(word)));
  }
  return (
    PYTHON.test(name) ||
    (Object.hasOwn(PYTHON_WITH, name) && args[0] === PYTHON_WITH[name]) ||
    /^#!.*\bpython/.test(firstLine(find(command, env)))
  );
}

function words(script: string): string[] {
  return script.slice(0, 4096).split(/[\s;&|()"']+/);
}

function find(command: string, env: NodeJS.ProcessEnv): string | null {
  if (command.includes('/')) return command;
  const folders = (env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, command)).find(isFile) ?? null;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
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
