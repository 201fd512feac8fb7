import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { OpenOptions } from '../open.js';
import type { GpuReading, GpuSource } from '../reading.js';
import { isOnPath, NVIDIA_SMI } from '../presence/index.js';
import { visibleNvidia } from '../visible.js';
import { Lines } from './lines.js';
import { COLUMNS, parseLine } from './parse.js';

/** Without persistence mode its first line takes seconds. */
const FIRST_LINE_MS = 15_000;
const RESTARTS = 1;

/**
 * A line so old is no reading of now, and must not count as one: its program hangs. It may print slower than it was
 * told to, hence the floor.
 */
const STALE_INTERVALS = 3;
const STALE_AT_LEAST_MS = 1500;

/** More than a node holds; a program that prints nonsense must not fill the memory. */
const MOST_GPUS = 64;

type Child = ChildProcessByStdio<null, Readable, null>;

/** One `nvidia-smi` that goes on printing; `null` where there is none or it knows no GPU. */
export async function openNvidiaSmi(options: OpenOptions): Promise<GpuSource | null> {
  if (!isOnPath(options.env, NVIDIA_SMI)) {
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
    const oldestMs =
      performance.now() - Math.max(STALE_AT_LEAST_MS, STALE_INTERVALS * this.options.intervalMs);
    // Chosen before the stale ones go: an index would otherwise slide to a neighbour of the pod's GPU.
    const all = [...this.latest].map(([id, { reading, atMs }]) => ({ id, reading, atMs }));
    return Promise.resolve(
      visibleNvidia(this.options.env, all)
        .filter(({ atMs }) => atMs >= oldestMs)
        .map(({ reading }) => reading),
    );
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
      NVIDIA_SMI,
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
    const lines = new Lines();
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      lines.add(chunk).forEach((line) => {
        this.take(line);
      });
    });
  }

  private take(line: string): void {
    const reading = parseLine(line);
    if (reading !== null && (this.latest.has(reading.id) || this.latest.size < MOST_GPUS)) {
      this.latest.set(reading.id, { reading, atMs: performance.now() });
      this.firstSeen(true);
    }
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
