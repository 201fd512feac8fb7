import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { OpenOptions } from '../open.js';
import type { GpuReading, GpuSource } from '../reading.js';
import { mayHaveNvml } from '../presence/index.js';
import { loadNvml } from './library.js';
import type { AskerStart, FromAsker, ToAsker } from './protocol.js';

/** Without persistence mode the driver first wakes its GPUs, which takes seconds. */
const OPEN_MS = 30_000;

const ENTRY = new URL('./asker.js', import.meta.url);

/**
 * NVML, asked by a process of its own: a driver that hangs in a call would hold up the end of this process, and one
 * that crashes would take it along. Whether there is an NVML at all is found out here, which costs next to nothing.
 * `null` without the library, the driver or a GPU of the pod. Rejects with a message that names the call that failed.
 */
export async function openNvml(options: OpenOptions): Promise<GpuSource | null> {
  if (options.nvmlPath === undefined && !mayHaveNvml(options.env)) {
    return null;
  }
  if ((await loadNvml(options.nvmlPath)) === null) {
    return null;
  }
  const source = new NvmlSource(options);
  if (await source.opened()) {
    return source;
  }
  await source.close();
  return null;
}

class NvmlSource implements GpuSource {
  readonly kind = 'nvml';
  private readonly child: ChildProcess;
  private answer: { resolve(message: FromAsker): void; reject(error: Error): void } | null = null;
  private readonly first: Promise<FromAsker>;
  private ended: string | null = null;
  private endTold = false;
  /** What is missing from the last readings; it is said once, and again when it has been there in between. */
  private missing: readonly string[] = [];

  constructor(private readonly options: OpenOptions) {
    const start: AskerStart = { path: options.nvmlPath ?? null };
    this.first = this.next();
    this.child = fork(ENTRY, [JSON.stringify(start)], {
      execArgv: [],
      env: { ...options.env, NODE_OPTIONS: '' }, // the host's preloads are not for it
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.child.unref();
    this.child.channel?.unref();
    this.child.on('message', (message) => {
      this.answer?.resolve(message as FromAsker);
    });
    this.child.on('error', (error) => {
      // Of one that ran, `exit` says more than the write that failed.
      if (this.child.pid === undefined) this.gone(error.message);
    });
    this.child.on('exit', (code, signal) => {
      this.gone(signal ?? `exit code ${String(code)}`);
    });
  }

  async opened(): Promise<boolean> {
    const timer = setTimeout(() => {
      this.answer?.reject(
        new Error(`NVIDIA's driver did not begin to answer within ${OPEN_MS / 1000} s; NVML is not used`),
      );
    }, OPEN_MS);
    try {
      const message = await this.first;
      if (message.type === 'error') {
        throw new Error(message.message);
      }
      return message.type === 'open' && message.found;
    } catch (error) {
      // Not awaited: a process that hangs inside the kernel does not even end when it is killed.
      void this.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async read(): Promise<readonly GpuReading[]> {
    if (this.endTold) {
      return [];
    }
    const answer = this.next();
    if (this.ended === null) {
      this.child.send('read' satisfies ToAsker);
    }
    const message = await answer.catch((error: unknown) => {
      this.endTold = true;
      throw error;
    });
    if (message.type === 'error') {
      throw new Error(message.message);
    }
    return message.type === 'readings' ? this.complete(message) : [];
  }

  private complete({ readings, failures }: Extract<FromAsker, { type: 'readings' }>): readonly GpuReading[] {
    for (const failure of failures.filter((each) => !this.missing.includes(each))) {
      this.options.complain(`${failure}; it is left out until it answers again`);
    }
    this.missing = failures;
    return readings;
  }

  async close(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null && this.child.pid !== undefined) {
      const exit = once(this.child, 'exit');
      this.child.kill('SIGKILL');
      await exit;
    }
  }

  private next(): Promise<FromAsker> {
    return new Promise((resolve, reject) => {
      this.answer = { resolve, reject };
      if (this.ended !== null) {
        this.gone(this.ended);
      }
    });
  }

  private gone(how: string): void {
    this.ended = how;
    this.answer?.reject(new Error(`the process that asks NVIDIA's driver ended (${how})`));
  }
}
