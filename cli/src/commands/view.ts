import { parseArgs } from 'node:util';
import { AddressError, startViewer, type Viewer, type ViewerOptions } from '../view/index.js';
import { UsageError } from './command.js';

const DEFAULT_PORT = 7717;

const HELP = `coldstart view: shows the cold starts of your pods on a page of this machine

  --port N          port of the page and of the OTLP receiver; 0 takes a free one (default ${DEFAULT_PORT})
  --prometheus URL  ask this Prometheus, e.g. http://127.0.0.1:9090; without it, servers push to the page's port:
                    OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${DEFAULT_PORT}
  --namespace NAME  of that Prometheus show only the pods of this namespace
  --model NAME      and only those of this model
  --title TEXT      title of the page
  --help            show this

Ctrl-C stops it.
`;

/** Serves the page until Ctrl-C, which is a good end: exit code 0. */
export async function run(args: string[]): Promise<number> {
  const flags = parseFlags(args);
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const stopped = stopSignal();
  const viewer = await startViewer({
    port: portOf(flags.port),
    source: sourceOf(flags),
    ...(flags.title !== undefined && { title: flags.title }),
  }).catch((error: unknown) => {
    throw error instanceof AddressError ? new UsageError(error.message) : error;
  });
  try {
    if (viewer.pageProblem !== null) {
      throw new Error(viewer.pageProblem);
    }
    process.stdout.write(greeting(viewer));
    await stopped;
  } finally {
    await viewer.close();
  }
  return 0;
}

function sourceOf({
  prometheus: url,
  namespace,
  model,
}: ReturnType<typeof parseFlags>): ViewerOptions['source'] {
  const scope = { ...(namespace !== undefined && { namespace }), ...(model !== undefined && { model }) };
  const [flag] = Object.keys(scope);
  if (url !== undefined) return { kind: 'prometheus', url, ...(flag !== undefined && { scope }) };
  if (flag !== undefined) throw new UsageError(`--${flag} needs --prometheus: it says what to ask it for.`);
  return { kind: 'otlp' };
}

function greeting({ url, otlpUrl, sourceUrl }: Viewer): string {
  const source =
    otlpUrl === null
      ? `It asks the Prometheus at ${sourceUrl}.`
      : `It shows what is pushed to it: OTEL_EXPORTER_OTLP_ENDPOINT=${otlpUrl}`;
  return `The page: ${url}\n${source}\nCtrl-C stops it.\n`;
}

function parseFlags(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: false,
      options: {
        port: { type: 'string', default: String(DEFAULT_PORT) },
        prometheus: { type: 'string' },
        namespace: { type: 'string' },
        model: { type: 'string' },
        title: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(
      `${(error as Error).message.replace(/\.?$/, '.')} --help says which flags there are.`,
    );
  }
}

function portOf(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) {
    throw new UsageError(`--port takes a number from 0 to 65535, not "${text}".`);
  }
  return port;
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        resolve();
      });
    }
  });
}
