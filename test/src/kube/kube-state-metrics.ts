import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../prometheus/index.js';

const READY_TIMEOUT_MS = 20_000;

export interface KubeStateMetrics {
  /** `host:port`; the path is `/metrics`. */
  readonly address: string;
  /** Its page now. */
  page(): Promise<string>;
  stop(): Promise<void>;
}

/** The resources whose metrics tell something of a cold start. */
const RESOURCES = ['pods', 'nodes', 'deployments', 'replicasets', 'statefulsets', 'horizontalpodautoscalers'];

/** Without being told so, it shows no label of an object. */
const LABELS = 'pods=[*],nodes=[node.kubernetes.io/instance-type]';

/**
 * A kube-state-metrics that `buildGoProgram` has built, at its defaults but for addresses, resources and labels.
 *
 * @param apiServer URL of the API server; without authentication
 * @throws Error with what it said when it ends before it is ready
 */
export async function startKubeStateMetrics(program: string, apiServer: string): Promise<KubeStateMetrics> {
  const [port, telemetryPort] = [await freePort(), await freePort()];
  const child = spawn(
    program,
    [
      `--apiserver=${apiServer}`,
      `--resources=${RESOURCES.join(',')}`,
      `--metric-labels-allowlist=${LABELS}`,
      '--host=127.0.0.1',
      `--port=${port}`,
      '--telemetry-host=127.0.0.1',
      `--telemetry-port=${telemetryPort}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'close');
  const address = `127.0.0.1:${port}`;
  const page = async () => (await fetch(`http://${address}/metrics`)).text();
  const patience = AbortSignal.timeout(READY_TIMEOUT_MS);
  const answers = (): Promise<boolean> =>
    page().then(
      () => true,
      () => false,
    );
  while (!(await answers())) {
    if (patience.aborted || child.exitCode !== null) {
      child.kill('SIGKILL');
      throw new Error(`kube-state-metrics is not ready:\n${said}`);
    }
    await delay(100);
  }
  return {
    address,
    page,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
