import { stat } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { readClocks } from './clock.js';
import { hookEnvironment } from './environment.js';
import type { PythonEvent } from './events.js';
import { Lines } from './lines.js';
import { ProcessReport } from './process-report.js';
import { listenForPython } from './socket.js';
import { Weights } from './weights.js';

/** How often the files of downloads are looked at. */
const LOOK_MS = 1000;
/** Complaints about lines that are no use; more would say nothing new. */
const MOST_COMPLAINTS = 5;

export interface PythonHookOptions {
  /** In the order of each process; across processes by arrival. */
  readonly onEvent: (event: PythonEvent) => void;
  /** Whether the command is Python for certain: then it is told if nobody reports. */
  readonly expected: boolean;
  /** Something that a person should know, as one sentence. */
  readonly complain: (message: string) => void;
}

export interface PythonHook {
  /** The environment for the command whose Python processes are to report. */
  env(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
  /** Whether any Python process has reported. */
  readonly heard: boolean;
  /** Stops listening; complains if nobody ever reported. Hooks in processes that go on fall silent. */
  close(): Promise<void>;
}

/** Listens to the Python processes of a command. @throws Error where no socket can be had */
export async function startPythonHook({
  onEvent,
  expected,
  complain,
}: PythonHookOptions): Promise<PythonHook> {
  const clocks = readClocks();
  const weights = new Weights();
  let heard = false;
  let complaints = 0;
  const refuse = (why: string): void => {
    complaints += 1;
    if (complaints > MOST_COMPLAINTS) return;
    complain(complaints < MOST_COMPLAINTS ? `${why}; it is left out` : `${why}; more of these are not told`);
  };

  const listener = await listenForPython((socket) => {
    accept(socket);
  });
  const timer = setInterval(() => void look(), LOOK_MS);
  timer.unref();
  return {
    env: (base) => hookEnvironment(base, listener.address),
    get heard() {
      return heard;
    },
    async close() {
      clearInterval(timer);
      await listener.close();
      if (!heard && expected) {
        complain(
          'no Python process has reported: Python does not look at PYTHONPATH with -I or -E and not for the hook with -S, an older or changed environment may lack it, or the command is not Python',
        );
      }
    },
  };

  function accept(socket: Socket): void {
    const emit = (event: PythonEvent): void => {
      heard ||= event.type === 'hello';
      onEvent(event);
    };
    const report = new ProcessReport(clocks, weights, emit, refuse);
    const lines = new Lines(
      (line) => {
        report.line(line, readClocks().wallS);
      },
      (beginning) => {
        refuse(`a line of ${report.who()} is too long: ${JSON.stringify(beginning)}`);
      },
    );
    socket.on('data', (chunk) => {
      lines.push(chunk);
    });
    socket.once('close', () => {
      const rest = lines.end();
      if (rest !== '') refuse(`a line of ${report.who()} was cut: ${JSON.stringify(rest.slice(0, 80))}`);
      report.ended(readClocks().wallS);
    });
  }

  /** Downloads write to a file; its size costs the process that downloads nothing. */
  async function look(): Promise<void> {
    const running = [...weights.running().values()];
    if (running.length === 0) return;
    const sizes = await Promise.all(running.map(({ path, startBytes }) => sizeOf(path, startBytes)));
    if (weights.running().size === running.length) {
      onEvent({ type: 'progress', ...weights.fetching(sizes) });
    }
  }
}

async function sizeOf(path: string | null, otherwise: number): Promise<number> {
  try {
    return path === null ? otherwise : (await stat(path)).size;
  } catch {
    return otherwise;
  }
}
