import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hookEnvironment } from '../../../src/run/python/environment.js';
import { startPythonHook } from '../../../src/run/python/index.js';
import type { PythonEvent } from '../../../src/run/python/index.js';
import { PYTHON, runAlone, runHooked } from './python.js';
import { TORCH, TRANSFORMERS } from './stand-ins.js';

const diagnostics = (events: readonly PythonEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'diagnostic' ? [event.message] : []));

/** Makes 20 000 reports at once. */
const FLOOD = `
import torch
for _ in range(10_000):
    torch.load('empty')
print('done')
`;

describe.skipIf(PYTHON === null)('a failure of the hook', () => {
  it('in a call leaves the call as it is and is told once', async () => {
    const main = `
from transformers.modeling_utils import PreTrainedModel
class Odd:
    def __fspath__(self):
        raise RuntimeError('no path')
for _ in range(3):
    print(type(PreTrainedModel.from_pretrained(Odd())).__name__)
`;
    const { stdout, stderr, events } = await runHooked({ files: { ...TRANSFORMERS, 'main.py': main } });
    expect([stdout, stderr]).toEqual(['PreTrainedModel\n'.repeat(3), '']);
    expect(diagnostics(events)).toEqual(['hook of PreTrainedModel.from_pretrained: RuntimeError: no path']);
  });

  it('to take hold of a library that is built otherwise leaves the library as it is', async () => {
    const odd = `
class Meta(type):
    def __setattr__(cls, name, value):
        raise TypeError('sealed')
class PreTrainedModel(metaclass=Meta):
    @classmethod
    def from_pretrained(cls, name):
        return 'loaded'
`;
    const main =
      'from transformers.modeling_utils import PreTrainedModel\nprint(PreTrainedModel.from_pretrained("x"))\n';
    const { stdout, stderr, events } = await runHooked({
      files: { 'transformers/__init__.py': '', 'transformers/modeling_utils.py': odd, 'main.py': main },
    });
    expect([stdout, stderr]).toEqual(['loaded\n', '']);
    expect(diagnostics(events)).toEqual(['hook of transformers.modeling_utils: TypeError: sealed']);
  });

  it('never takes a file of the program for its socket, when the program has closed it', async () => {
    const main = `
import os, torch
os.closerange(3, 100)
files = [open('file%d' % n, 'w+') for n in range(10)]
torch.load(__file__)
for file in files:
    file.seek(0)
    assert file.read() == '', file.name
print('clean')
`;
    const { stdout, stderr, events } = await runHooked({ files: { ...TORCH, 'main.py': main } });
    expect([stdout, stderr]).toEqual(['clean\n', '']);
    // It has connected anew: one process, two hellos.
    expect(events.filter(({ type }) => type === 'hello')).toHaveLength(2);
    expect(events.some((event) => event.type === 'begin' && event.activity === 'read')).toBe(true);
  });

  it('does not hold up signal handlers, threads or forks in the midst of reports', async () => {
    const main = `
import os, signal, threading, torch
def handle(*_):
    torch.load('empty')
signal.signal(signal.SIGALRM, handle)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
def work():
    for _ in range(300):
        torch.load('empty')
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads: thread.start()
for _ in range(10):
    if os.fork() == 0:
        torch.load('empty')
        os._exit(0)
for thread in threads: thread.join()
signal.setitimer(signal.ITIMER_REAL, 0)
for _ in range(10):
    assert os.wait()[1] == 0
print('done')
`;
    const { stdout, code, events, complaints } = await runHooked({
      files: { ...TORCH, empty: '', 'main.py': main },
      args: ['-W', 'ignore', 'main.py'],
    });
    expect([code, stdout]).toEqual([0, 'done\n']);
    expect(complaints).toEqual([]);
    expect(events.filter(({ type }) => type === 'hello')).toHaveLength(11);
    // On a machine that is busy the wrapper may be too slow for so many; nothing else may be wrong.
    expect(diagnostics(events).filter((message) => !message.includes('did not get through'))).toEqual([]);
  });
});

describe.skipIf(PYTHON === null)('functions that are hooked', () => {
  it('look and pickle as they did', async () => {
    const main = `
import inspect, pickle, torch
from transformers.modeling_utils import PreTrainedModel
for function in (torch.load, torch.nn.Module.to, PreTrainedModel.from_pretrained):
    print(function.__module__, function.__qualname__, function.__doc__, inspect.signature(function), type(function))
    print(inspect.getsource(function).splitlines()[-1])
print(pickle.loads(pickle.dumps(torch.load)) is torch.load)
print(type(pickle.loads(pickle.dumps(PreTrainedModel()))), inspect.getmodule(torch).__loader__.__class__)
print(type(torch.__spec__.loader), torch.__file__, 'exec_module' in vars(torch.__loader__))
class Small(PreTrainedModel): pass
print(isinstance(Small.from_pretrained('x'), Small), 'from_pretrained' in vars(Small))
`;
    const program = { files: { ...TORCH, ...TRANSFORMERS, 'main.py': main } };
    const [alone, hooked] = await Promise.all([runAlone(program), runHooked(program)]);
    expect(hooked.stderr).toBe('');
    expect(hooked.stdout).toBe(alone.stdout);
  });
});

describe.skipIf(PYTHON === null)('a receiver', () => {
  let folder: string;
  const ended: (() => void)[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coldstart-'));
  });
  afterEach(() => {
    for (const end of ended.splice(0)) end();
    rmSync(folder, { recursive: true });
  });

  /** Runs the flood against a socket of ours. */
  async function flood(
    onConnection: (socket: Socket) => void,
  ): Promise<{ stdout: string; code: number | null }> {
    const path = join(folder, 'socket');
    const server = createServer({ pauseOnConnect: true }, onConnection);
    await new Promise<void>((resolve) => server.listen(path, resolve));
    ended.push(() => server.close());
    const files = { ...TORCH, empty: '', 'main.py': FLOOD };
    return runAlone({ files, env: hookEnvironment({}, path) });
  }

  it('that never reads does not hold up the program', async () => {
    const { stdout, code } = await flood((socket) => {
      ended.push(() => socket.destroy());
    });
    expect([code, stdout]).toEqual([0, 'done\n']);
  });

  it('that goes away ends the reports and nothing else', async () => {
    const { stdout, code } = await flood((socket) => {
      setTimeout(() => socket.destroy(), 20);
    });
    expect([code, stdout]).toEqual([0, 'done\n']);
  });

  it('that was held up is told how many lines it missed', async () => {
    const path = join(folder, 'socket');
    let received = '';
    const server = createServer({ pauseOnConnect: true }, (socket) => {
      socket.on('data', (chunk) => (received += String(chunk)));
      setTimeout(() => socket.resume(), 1500);
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    ended.push(() => server.close());
    const main = `${FLOOD}\nimport time\nfor _ in range(40):\n    time.sleep(0.1)\n    torch.load('empty')\n`;
    const files = { ...TORCH, empty: '', 'main.py': main };
    const { code } = await runAlone({ files, env: hookEnvironment({}, path) });
    expect(code).toBe(0);
    const lines = received
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { k: string; count?: number });
    const told = lines.filter(({ k }) => k === 'begin' || k === 'end').length;
    const missed = lines.filter(({ k }) => k === 'dropped').reduce((sum, { count }) => sum + (count ?? 0), 0);
    expect(missed).toBeGreaterThan(0);
    // 10 040 reads and the import: of each a begin, told or missed, and an end if it was told.
    const begins = lines.filter(({ k }) => k === 'begin').length;
    expect(begins + missed).toBe(10_041);
    expect(told).toBe(2 * begins);
  });

  it('refuses what is no report, by name and at most five times, and hears the rest', async () => {
    const events: PythonEvent[] = [];
    const complaints: string[] = [];
    const hook = await startPythonHook({
      expected: true,
      onEvent: (e) => events.push(e),
      complain: (m) => complaints.push(m),
    });
    const script = join(folder, 'rogue.py');
    writeFileSync(
      script,
      `
import os, socket
connection = socket.socket(socket.AF_UNIX)
connection.connect(os.environ['COLDSTART_PYTHON_SOCKET'])
connection.sendall(b'x' * 1_000_000 + b'\\n' + b'\\x00\\xff\\n' * 100 + b'{"k":"hello"')
`,
    );
    const child = spawn(PYTHON ?? 'python3', [script], {
      env: hook.env({ PATH: process.env.PATH }),
      stdio: 'ignore',
    });
    expect(await once(child, 'exit')).toEqual([0, null]);
    await hook.close();
    expect(complaints).toHaveLength(5);
    expect(complaints[0]).toBe(`a line of a Python process is too long: "${'x'.repeat(80)}"; it is left out`);
    expect(complaints[4]).toMatch(/more of these are not told$/);
    expect(events.map(({ type }) => type)).toEqual(['hello', 'exit']);
  });
});
