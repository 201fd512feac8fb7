import { describe, expect, it } from 'vitest';
import { PYTHON, runAlone, runHooked } from './python.js';
import type { Program, Reported } from './python.js';

/** What a program can find out about the interpreter that it runs in. */
const LOOKS_AROUND = `
import os, sys, threading
print(sys.path)
print('sitecustomize' in sys.modules, getattr(sys.modules.get('sitecustomize'), '__file__', None))
print(threading.active_count(), sys.excepthook is sys.__excepthook__, sys.argv)
print(sorted(name for name in sys.modules if name in ('json', 'socket', 'logging', 'torch', 'transformers')))
`;

/** Runs it both ways; everything that can be seen from outside must be the same. */
async function same(program: Program): Promise<Reported> {
  const [alone, hooked] = await Promise.all([runAlone(program), runHooked(program)]);
  const { code, signal, stdout, stderr } = hooked;
  expect({ code, signal, stdout, stderr }).toEqual(alone);
  return hooked;
}

describe.skipIf(PYTHON === null)('the hook goes unnoticed', () => {
  it.each<[string, Program]>([
    ['by a script', { files: { 'main.py': LOOKS_AROUND }, args: ['main.py', '--port', '1'] }],
    ['by a module', { files: { 'app.py': LOOKS_AROUND }, args: ['-m', 'app'] }],
    ['by a command', { files: {}, args: ['-c', LOOKS_AROUND] }],
    ['with a safe path', { files: { 'main.py': LOOKS_AROUND }, env: { PYTHONSAFEPATH: '1' } }],
    [
      'with a path of its own',
      { files: { 'main.py': LOOKS_AROUND }, env: { PYTHONPATH: '$PWD/lib:/other' } },
    ],
    [
      'where every warning is an error',
      { files: { 'main.py': LOOKS_AROUND }, args: ['-W', 'error', '-X', 'dev', 'main.py'] },
    ],
    ['where no bytecode is written', { files: { 'main.py': LOOKS_AROUND }, args: ['-B', 'main.py'] }],
    ['by one that ends with an exception', { files: { 'main.py': 'raise ValueError("no such model")' } }],
    ['by one that ends with a code', { files: { 'main.py': 'import sys; sys.exit(7)' } }],
    ['by one that ends at once', { files: { 'main.py': 'import os; os._exit(3)' } }],
    [
      'by one that is killed',
      { files: { 'main.py': 'import os, signal; os.kill(os.getpid(), signal.SIGTERM)' } },
    ],
  ])('%s', async (_, program) => {
    const { events, complaints } = await same(program);
    expect(complaints).toEqual([]);
    expect(events[0]?.type).toBe('hello');
    expect(events.at(-1)?.type).toBe('exit');
  });

  it('by an application in a zip file', async () => {
    const make = 'import zipapp; zipapp.create_archive("app", "app.pyz")\nimport subprocess, sys\n';
    const run = 'sys.exit(subprocess.run([sys.executable, "app.pyz"]).returncode)';
    const { events } = await same({ files: { 'app/__main__.py': LOOKS_AROUND, 'main.py': make + run } });
    expect(events.filter(({ type }) => type === 'hello')).toHaveLength(2);
  });

  describe('by a sitecustomize that was there', () => {
    const MAIN = 'import sys, sitecustomize\nprint(sitecustomize.__file__, sitecustomize.WORD, sys.path)';
    const there = (content: string, main = MAIN): Program => ({
      files: { 'site/sitecustomize.py': content, 'main.py': main },
      env: { PYTHONPATH: '$PWD/site' },
    });

    it('which runs', async () => {
      const { stdout } = await same(there('WORD = "from the site"'));
      expect(stdout).toContain('from the site');
    });

    it.each([
      ['an exception', 'raise RuntimeError("broken site")'],
      ['a missing module', 'import no_such_module'],
      ['its own name missing', 'raise ImportError(name="sitecustomize")'],
      ['a syntax error', 'def ('],
    ])('which fails: %s', async (_, content) => {
      await same(there(content, 'print("went on")'));
    });

    it('which ends the process', async () => {
      const program = there('import sys; sys.exit(4)', 'print("not reached")');
      const [alone, hooked] = await Promise.all([runAlone(program), runHooked(program)]);
      // Python shows where; on the way there is a line of ours.
      const last = (text: string): string | undefined => text.trimEnd().split('\n').at(-1);
      expect([hooked.code, hooked.stdout, last(hooked.stderr)]).toEqual([alone.code, '', last(alone.stderr)]);
    });
  });

  it.each(['-S', '-I', '-E'])('and is not there with %s, which is said', async (flag) => {
    const { events, complaints } = await same({ files: { 'main.py': 'print(1)' }, args: [flag, 'main.py'] });
    expect(events).toEqual([]);
    expect(complaints).toEqual([expect.stringContaining('no Python process has reported')]);
  });

  it('by a program that reports nowhere, for the wrapper is gone', async () => {
    const files = { 'main.py': LOOKS_AROUND };
    const hooked = await runHooked({ files, env: {} });
    const orphan = await runHooked({
      files,
      args: [
        '-c',
        'import os, subprocess, sys\nos.environ["COLDSTART_PYTHON_SOCKET"] = "/nowhere/python"\nsubprocess.run([sys.executable, "main.py"])',
      ],
    });
    expect(orphan.stdout).toBe(hooked.stdout);
    expect(orphan.stderr).toBe('');
    expect(orphan.events.filter(({ type }) => type === 'hello')).toHaveLength(1);
  });
});
