import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** From where `--import` finds the SDK. */
const HERE = fileURLToPath(new URL('.', import.meta.url));

export interface Child {
  /** Next line that it prints, as JSON. Rejects when it ends without one. */
  next<T>(): Promise<T>;
  /** Lets it go on. */
  tell(line: string): void;
  ended(): Promise<number | null>;
}

/** A Node process of its own that prints JSON lines and reads lines; its stderr is ours. `options` go to Node. */
export function startChild(module: URL, args: readonly string[], options: readonly string[] = []): Child {
  const child = spawn(process.execPath, [...options, module.pathname, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: HERE,
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1', COLDSTART_METRICS_PORT: '0' },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  return {
    async next<T>() {
      const line = await lines.next();
      if (line.done === true) {
        throw new Error(`${module.pathname} ended before it said a line`);
      }
      return JSON.parse(line.value) as T;
    },
    tell(line) {
      child.stdin.write(`${line}\n`);
    },
    ended: () => exit,
  };
}

/** In the child: prints a line. */
export function say(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** In the child: waits for a line. */
export async function heard(): Promise<void> {
  await once(process.stdin, 'data');
}
