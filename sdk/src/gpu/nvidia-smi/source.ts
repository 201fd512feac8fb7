import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { OpenOptions } from '../open.js';
import type { GpuReading, GpuSource } from '../reading.js';
import { visibleNvidia } from '../visible.js';
import { isOnPath } from '../presence.js';
import { COLUMNS, parseLine } from './parse.js';

const PROGRAM = 'nvidia-smi';

/** Without persistence mode its first line takes seconds. */
const FIRST_LINE_MS = 15_000;
const RESTARTS = 1;

/** A line is that many intervals old: its program hangs. */
const STALE_INTERVALS = 10;

type Child = ChildProcessByStdio<null, Readable, null>;

/** One `nvidia-smi` that goes on printing; `null` where there is none or it knows no GPU. */
export async function openNvidiaSmi(options: OpenOptions): Promise<GpuSource | null> {
  if (!isOnPath(options.env, PROGRAM)) {
    return null;
  }
  const source = new NvidiaSmiSource(options);
  if (await source.firstLine()) {
    return source;
  }
  await source.close();
  return null;
}

/**
 * Its output is a pipe to us, so it dies of its next line when this process is gone, however it went. It keeps nobody
 * alive.
 */
class NvidiaSmiSource implements GpuSource {
  readonly kind = 'nvidia-smi';
  private readonly latest = new Map<string, { readonly reading: GpuReading; readonly atMs: number }>();
  private child: Child | null = null;
  private restarts = 0;
  private closing = false;
  private firstSeen: (seen: boolean) => void = () => undefined;
  private readonly first: Promise<boolean>;

  constructor(private readonly options: OpenOptions) {
    this.first = new Promise((resolve) => {
      this.firstSeen = resolve;
    });
    this.begin();
  }

  async firstLine(): Promise<boolean> {
    const timer = setTimeout(() => {
      this.firstSeen(false);
    }, FIRST_LINE_MS);
    const seen = await this.first;
    clearTimeout(timer);
    return seen;
  }

  read(): Promise<readonly GpuReading[]> {
    const nowMs = performance.now();
    const fresh = [...this.latest.values()]
      .filter(({ atMs }) => nowMs - atMs <= STALE_INTERVALS * this.options.intervalMs)
      .map(({ reading }) => reading);
    return Promise.resolve(visibleNvidia(this.options.env, fresh));
  }

  async close(): Promise<void> {
    this.closing = true;
    const { child } = this;
    if (child !== null && child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    }
  }

  private begin(): void {
    const child = spawn(
      PROGRAM,
      [
        `--query-gpu=${COLUMNS.join(',')}`,
        '--format=csv,noheader,nounits',
        `--loop-ms=${Math.round(this.options.intervalMs)}`,
      ],
      { stdio: ['ignore', 'pipe', 'ignore'], env: this.options.env },
    );
    this.child = child;
    child.unref();
    child.once('error', () => {
      this.child = null;
      this.firstSeen(false);
    });
    child.once('exit', (code, signal) => {
      this.ended(signal ?? `exit code ${String(code)}`);
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const reading = parseLine(line);
      if (reading !== null) {
        this.latest.set(reading.id, { reading, atMs: performance.now() });
        this.firstSeen(true);
      }
    });
  }

  private ended(how: string): void {
    this.child = null;
    if (this.closing || this.latest.size === 0) {
      this.firstSeen(false);
    } else if (this.restarts < RESTARTS) {
      this.restarts += 1;
      this.begin();
    } else {
      this.options.complain(`nvidia-smi ended again (${how}); GPUs are no longer sampled`);
    }
  }
}
