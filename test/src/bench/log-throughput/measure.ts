import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Written } from './generator.js';
import type { Mix } from './lines.js';

/** MB of log. */
const MEGABYTES = 200;
const TIMEOUT_MS = 60_000;

const CLI = fileURLToPath(new URL('../../../../cli/dist/main.js', import.meta.url));
const GENERATOR = fileURLToPath(new URL('./generator.js', import.meta.url));
const PLAIN_PIPE = fileURLToPath(new URL('./plain-pipe.js', import.meta.url));
const COLDSTART = [process.execPath, CLI, 'run', '--server', 'vllm', '--metrics-port', 'off', '--'];

/** Where the output goes: to a process that reads it, as in a container, or to a descriptor that takes all. */
export const SINKS = { reader: '"$@" | cat > /dev/null', descriptor: '"$@" > /dev/null' } as const;
export type Sink = keyof typeof SINKS;

/** Who hands the log on; the generator's command comes behind it. */
const BETWEEN = {
  cat: ['sh', '-c', '"$@" | cat', 'sh'],
  plain: [process.execPath, PLAIN_PIPE],
  coldstart: COLDSTART,
} as const;

export interface Way {
  readonly between: keyof typeof BETWEEN;
  readonly mix: Mix;
  /** The server is ready before it writes. */
  readonly ready: boolean;
}

export interface Cost {
  readonly mbPerS: number;
  /** CPU seconds of what stands between, per GB. */
  readonly cpuSPerGb: number;
  /** Bytes of the log that came faster than they could be read. */
  readonly dropped_bytes: number;
}

/**
 * Hands one log on and says what that cost.
 *
 * @param folder for files of ours
 * @throws Error where what was measured is not what was meant
 */
export async function measure(way: Way, sink: Sink, folder: string): Promise<Cost> {
  const report = join(folder, 'written.json');
  const command = [...BETWEEN[way.between], process.execPath, GENERATOR, way.mix, String(MEGABYTES), report];
  if (way.ready) command.push('ready');
  const child = spawn('sh', ['-c', SINKS[sink], 'sh', ...command], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, COLDSTART_JOURNAL_DIR: folder },
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  const [said] = await Promise.all([text(child.stderr), once(child, 'close')]);
  if (said.includes(' is ready ') !== way.ready) {
    throw new Error(`${JSON.stringify(way)}: ready or not is not what it said: ${said}`);
  }
  const { bytes, seconds, parentCpuS } = JSON.parse(await readFile(report, 'utf8')) as Written;
  await rm(report);
  return {
    mbPerS: bytes / 1e6 / seconds,
    cpuSPerGb: parentCpuS / (bytes / 1e9),
    dropped_bytes: Number(/(\d+) bytes of its log came faster/.exec(said)?.[1] ?? 0),
  };
}
