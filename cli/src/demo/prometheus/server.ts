import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Guard } from '../guard/index.js';
import { listen } from '../listen.js';
import { prometheusConfig } from './config.js';
import { TargetFiles } from './targets.js';

const READY_TIMEOUT_S = 20;
const RESTART_AFTER_S = 2;
const MAX_RESTARTS = 3;
const KEPT_LINES = 10;

export interface PrometheusServer {
  readonly url: string;
  readonly targets: TargetFiles;
  close(): Promise<void>;
}

export interface PrometheusOptions {
  readonly program: string;
  /** Its own; config, targets and data go there. */
  readonly folder: string;
  readonly scrapeS: number;
  readonly guard: Guard;
  /** Something that a person should know: it ended, it is started again. */
  onNotice(text: string): void;
}

/**
 * A real Prometheus on a free port. If it ends on its own it is started again on the same port and data, a few times.
 * Rejects with its last words where it does not get ready.
 */
export async function startPrometheus(options: PrometheusOptions): Promise<PrometheusServer> {
  const targetsFolder = join(options.folder, 'targets');
  await mkdir(targetsFolder, { recursive: true });
  const configPath = join(options.folder, 'prometheus.yml');
  await writeFile(configPath, prometheusConfig(targetsFolder, options.scrapeS));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;

  let closing = false;
  let restarts = 0;
  let current: ChildProcess;
  const lastLines: string[] = [];

  const start = (): ChildProcess => {
    const child = spawn(
      options.program,
      [
        `--config.file=${configPath}`,
        `--storage.tsdb.path=${join(options.folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=warn',
      ],
      { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const group = child.pid;
    if (group !== undefined) options.guard.started(group);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      lastLines.push(...text.trimEnd().split('\n'));
      lastLines.splice(0, lastLines.length - KEPT_LINES);
    });
    child.once('error', (error) => lastLines.push(error.message));
    child.once('exit', (code, signal) => {
      if (group !== undefined) options.guard.ended(group);
      if (closing) return;
      if (restarts >= MAX_RESTARTS) {
        options.onNotice(
          `Prometheus ended again (${signal ?? `exit code ${code}`}); no new data from here on`,
        );
        return;
      }
      restarts++;
      options.onNotice(
        `Prometheus ended (${signal ?? `exit code ${code}`}); it is started again in ${RESTART_AFTER_S} s, the rest goes on`,
      );
      setTimeout(() => {
        if (!closing) current = start();
      }, RESTART_AFTER_S * 1000);
    });
    return child;
  };
  current = start();

  const close = async (): Promise<void> => {
    closing = true;
    if (current.pid === undefined || current.exitCode !== null || current.signalCode !== null) return;
    const ended = once(current, 'exit');
    current.kill('SIGTERM');
    const force = setTimeout(() => current.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(force);
  };

  const endMs = performance.now() + READY_TIMEOUT_S * 1000;
  while (!(await isReady(url))) {
    if (performance.now() > endMs) {
      await close();
      throw new Error(
        `Prometheus was not ready within ${READY_TIMEOUT_S} s. It said:\n${lastLines.join('\n')}`,
      );
    }
    await delay(100);
  }
  return { url, targets: new TargetFiles(targetsFolder), close };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(1000) })).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = await listen((_request, response) => void response.end());
  await probe.close();
  return probe.port;
}
