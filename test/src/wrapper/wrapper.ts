import { setTimeout as delay } from 'node:timers/promises';
import { startProcess } from '../coldstart/index.js';
import type { Running } from '../coldstart/index.js';
import { freePort } from '../prometheus/index.js';

export interface Wrapper extends Running {
  /** `host:port` of its metrics. */
  readonly target: string;
  /** Its `/metrics`; empty while nobody answers there. */
  metrics(): Promise<string>;
}

export interface WrapperOptions {
  readonly pod: string;
  /** Flags of `coldstart run` beside that of the port. */
  readonly flags?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Default: one that is free now. */
  readonly port?: number;
}

/** `coldstart run` around a command, as the container of a pod runs it. */
export async function startWrapper(
  command: readonly string[],
  { pod, flags = [], env = {}, port }: WrapperOptions,
): Promise<Wrapper> {
  const metricsPort = port ?? (await freePort());
  const target = `127.0.0.1:${metricsPort}`;
  const running = startProcess(['run', '--metrics-port', String(metricsPort), ...flags, '--', ...command], {
    ...process.env,
    K8S_POD_NAME: pod,
    K8S_NAMESPACE_NAME: 'e2e',
    K8S_CONTAINER_NAME: 'server',
    ...env,
  });
  return {
    ...running,
    target,
    async metrics() {
      try {
        return await (await fetch(`http://${target}/metrics`)).text();
      } catch {
        return '';
      }
    },
  };
}

/** Waits until `found` is true, asking every 50 ms; `false` where it is not within `withinMs`. */
export async function eventually(
  found: () => boolean | Promise<boolean>,
  withinMs: number,
): Promise<boolean> {
  const patience = AbortSignal.timeout(withinMs);
  while (!(await found())) {
    if (patience.aborted) return false;
    await delay(50);
  }
  return true;
}
