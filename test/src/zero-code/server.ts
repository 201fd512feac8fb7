import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../prometheus/index.js';

const LIBRARIES = fileURLToPath(new URL('../../libraries/', import.meta.url));
const EXAMPLES = fileURLToPath(new URL('../../../sdk/examples/', import.meta.url));

/** The Node of the tests, and others beside it. */
export const NODES = {
  // The oldest one that the SDK runs on; it has no synchronous hooks for imports.
  'Node 22.15': join(LIBRARIES, 'node_modules/node-22-15/bin/node'),
  'Node 22': join(LIBRARIES, 'node_modules/node-22/bin/node'),
  'Node 24': process.execPath,
  'Node 26': join(LIBRARIES, 'node_modules/node-26/bin/node'),
} as const;

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Server {
  /** `host:port` of its metrics. */
  readonly target: string;
  /** What it has printed so far, stdout and stderr together. */
  said(): string;
  /** Samples of `/metrics`. */
  metrics(): Promise<Sample[]>;
  /** Body of an answer to POST /infer. */
  infer(): Promise<unknown>;
  /** Resolves once it has printed that it listens; rejects when it ends before. */
  listens(): Promise<void>;
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

export interface Start {
  readonly file: string;
  readonly node?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Arguments of Node; default the flag that the README names. */
  readonly flags?: readonly string[];
}

/** A folder that sees the model libraries, with a copy of the examples and these files in it. */
export class Workplace {
  readonly folder: string;

  constructor(files: Readonly<Record<string, string>> = {}) {
    mkdirSync(join(LIBRARIES, '.run'), { recursive: true });
    this.folder = mkdtempSync(join(LIBRARIES, '.run', 'work-'));
    cpSync(EXAMPLES, this.folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(this.folder, name), text);
    }
  }

  /** Starts a server of this folder. */
  async start({ file, node = process.execPath, env = {}, flags }: Start): Promise<Server> {
    const [port, metricsPort] = [await freePort(), await freePort()];
    const child = spawn(node, [...(flags ?? ['--import', '@coldstart/sdk/register']), file], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ORT_DISABLE_TELEMETRY: '1',
        TMPDIR: this.folder,
        PORT: String(port),
        COLDSTART_METRICS_PORT: String(metricsPort),
        ...env,
      },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    }
    const ended = once(child, 'close').then(([code]) => code as number | null);
    const target = `127.0.0.1:${metricsPort}`;
    return {
      target,
      said: () => said,
      ended,
      async metrics() {
        return samplesOf(await (await fetch(`http://${target}/metrics`)).text());
      },
      async infer() {
        const response = await fetch(`http://127.0.0.1:${port}/infer`, {
          method: 'POST',
          body: JSON.stringify({ tokens: [1, 2], text: 'hello a' }),
        });
        return (await response.json()) as unknown;
      },
      async listens() {
        while (!said.includes('listening')) {
          if (child.exitCode !== null) throw new Error(`${file} ended before it listened:\n${said}`);
          await delay(20);
        }
      },
      async stop() {
        child.kill('SIGKILL');
        await ended;
      },
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function samplesOf(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
    return name === undefined
      ? []
      : [
          {
            name,
            labels: Object.fromEntries(
              [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key, text]),
            ) as Record<string, string>,
            value: Number(value),
          },
        ];
  });
}
