import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { startProcess } from '../coldstart/index.js';
import { idleShare } from './idle.js';
import type { Sample } from './idle.js';
import { readLoad } from './metrics.js';
import type { LoadPage } from './metrics.js';
import type { Variant } from './variants.js';

const PROGRAMS = fileURLToPath(new URL('../../../test/python/programs/', import.meta.url));
const SAMPLE_MS = 250;
/** The wrapper may hear of the answer after us. */
const READY_WITHIN_MS = 10_000;

export interface Measured {
  readonly variant: Variant;
  readonly page: LoadPage;
  /** From the start of the process to the first answer, or to ready where the wrapper dates that. */
  readonly totalS: number;
  /** `null`: not observable. */
  readonly gpuIdle: number | null;
}

export interface Machine {
  readonly python: string;
  /** For `load.py`. */
  readonly device: string;
}

/** Runs a program of ours to its end. @throws Error with what it said */
export function runProgram(python: string, name: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(python, [PROGRAMS + name, ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw error ?? new Error(`${name} ${args.join(' ')} failed:\n${stderr}`);
  return stdout.trim();
}

/** Loads the model once under `coldstart run`. */
export async function measure(
  variant: Variant,
  model: string,
  { python, device }: Machine,
): Promise<Measured> {
  runProgram(python, 'page_cache.py', variant.cache, model);
  const port = await freePort();
  const load = [`${PROGRAMS}load.py`, model, '--device', device, '--placement', variant.placement, '--stay'];
  const running = startProcess(
    ['run', '--metrics-port', String(port), '--server', 'transformers', '--', python, ...load],
    {
      ...process.env,
      COLDSTART_GPU: 'always',
      COLDSTART_GPU_INTERVAL_MS: String(SAMPLE_MS),
    },
  );
  const samples: Sample[] = [];
  let answeredS: number | null = null;
  const answered = running.says(/^answered \d+$/m).then(() => {
    answeredS = nowS();
  });
  try {
    const sampling = sample(port, samples, () => answeredS !== null);
    await Promise.all([answered, sampling]);
    const page = await pageWhenReady(port);
    const startedS = page.startedS ?? NaN;
    const endS = page.readyS ?? answeredS ?? NaN;
    return { variant, page, totalS: endS - startedS, gpuIdle: idleShare(samples, startedS, endS) };
  } finally {
    await running.stop('SIGTERM');
  }
}

async function sample(port: number, samples: Sample[], over: () => boolean): Promise<void> {
  while (!over()) {
    const utilization = (await read(port))?.utilization ?? new Map<string, number>();
    if (utilization.size > 0) {
      const sum = [...utilization.values()].reduce((total, each) => total + each, 0);
      samples.push({ atS: nowS(), busy: sum / utilization.size });
    }
    await delay(SAMPLE_MS);
  }
}

async function pageWhenReady(port: number): Promise<LoadPage> {
  const latestMs = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const page = await read(port);
    if (page !== null && (page.readyS !== null || performance.now() > latestMs)) return page;
    if (performance.now() > latestMs) throw new Error('the wrapper serves no metrics');
    await delay(SAMPLE_MS);
  }
}

async function read(port: number): Promise<LoadPage | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/metrics`);
    return readLoad(await response.text());
  } catch {
    return null; // It does not listen yet.
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function nowS(): number {
  return (performance.timeOrigin + performance.now()) / 1000;
}
