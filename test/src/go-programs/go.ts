import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The largest program takes about three minutes from nothing on two free cores. */
const STEP_TIMEOUT_MS = 900_000;

/** Runs `go ARGS…` in `cwd`. Rejects with what it wrote to stderr. */
export function go(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return promisify(execFile)('go', args, {
    cwd,
    // A workspace or flags of the user's own would be another recipe.
    env: { ...process.env, GOFLAGS: '', GOWORK: 'off', ...env },
    timeout: STEP_TIMEOUT_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** Why modules could not be fetched, in words that follow "SKIPPED". */
export function whyNotFetched(error: unknown): string {
  const { code, stderr = '', message } = error as Error & { code?: unknown; stderr?: string };
  return code === 'ENOENT'
    ? 'there is no go on PATH'
    : `go could not fetch it: ${lastLine(stderr) || message}`;
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
