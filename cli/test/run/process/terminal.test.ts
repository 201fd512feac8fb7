import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  childrenOf,
  collect,
  givenFolder,
  hasScript,
  onlyChildOf,
  stateOf,
  textOf,
  until,
  WITHOUT_KOFFI,
  WRAP,
} from './given/wrapped.js';

interface Session {
  /** What a person in front of it has seen. */
  readonly screen: () => string;
  type(keys: string): void;
  /** Exit code of the wrapper. */
  readonly exit: Promise<number | null>;
  readonly says: () => string;
  /** Process id of the wrapper. */
  readonly wrapper: () => number;
  /** The terminal is gone. */
  leave(): void;
  /** A file of the test's own. */
  readonly file: string;
}

/** Runs a shell script in a wrapper, in a terminal of 33 rows and 101 columns that `script` makes. */
function inTerminal(command: string, { redirect = '', withoutKoffi = false } = {}): Session {
  const folder = givenFolder();
  const file = join(folder, 'file');
  const line = `stty rows 33 cols 101; exec "$NODE" ${withoutKoffi ? '--import "$WITHOUT_KOFFI"' : ''} "$WRAP" sh -c "$COMMAND" ${redirect}`;
  const child = spawn('script', ['-qefc', line, '/dev/null'], {
    env: {
      ...process.env,
      SHELL: '/bin/sh',
      NODE: process.execPath,
      WRAP,
      WITHOUT_KOFFI,
      COMMAND: command,
      FILE: file,
      WRAP_SAYS: join(folder, 'says'),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const seen = collect(child.stdout);
  return {
    screen: () => seen().toString(),
    type: (keys) => child.stdin.write(keys),
    wrapper: () => onlyChildOf(child.pid ?? 0),
    leave: () => child.kill('SIGKILL'),
    exit: new Promise((resolve) => {
      child.once('close', resolve);
    }),
    says: () => textOf(join(folder, 'says')),
    file,
  };
}

describe.skipIf(!hasScript)('in a terminal', () => {
  it('the child has one, of the same size, and its bytes come out as they would without us', async () => {
    const session = inTerminal(
      'test -t 0 && test -t 1 && test -t 2 && stty size <&1; printf "a\\rb\\n"; exit 7',
    );
    expect(await session.exit).toBe(7);
    expect(session.screen()).toBe('33 101\r\na\rb\r\n');
    expect(session.says()).toBe('');
  });

  it('both streams keep their order', async () => {
    const session = inTerminal('for i in $(seq 100); do echo $i; echo -$i >&2; done');
    expect(await session.exit).toBe(0);
    const expected = Array.from({ length: 100 }, (_, index) => `${index + 1}\r\n-${index + 1}\r\n`);
    expect(session.screen()).toBe(expected.join(''));
  });

  it('only what goes to it is one', async () => {
    const session = inTerminal('test -t 1 || echo no; test -t 2 && echo yes >&2', { redirect: '> "$FILE"' });
    expect(await session.exit).toBe(0);
    expect(textOf(session.file)).toBe('no\n');
    expect(session.screen()).toBe('yes\r\n');
  });

  it('what is typed reaches the child, and Ctrl-C does so once', async () => {
    const session = inTerminal(
      'trap "echo interrupted; over=1" INT; read line; echo "<$line>"; while [ -z "$over" ]; do sleep 0.1; done; sleep 0.3; exit 4',
    );
    session.type('hello\n');
    await until(() => session.screen().includes('<hello>'));
    session.type('\u0003');
    expect(await session.exit).toBe(4);
    expect(session.screen().match(/interrupted/g)).toHaveLength(1);
  });

  it('the child follows its size', async () => {
    const session = inTerminal(
      'trap "stty size <&1; exit" WINCH; tty <&0 >"$FILE"; echo ready; while :; do sleep 0.1; done',
    );
    await until(() => session.screen().includes('ready'));
    const terminal = textOf(session.file).trim();
    const resize = spawn('stty', ['-F', terminal, 'rows', '44', 'cols', '120']);
    await new Promise((resolve) => resize.once('exit', resolve));
    expect(await session.exit).toBe(0);
    expect(session.screen()).toBe('ready\r\n44 120\r\n');
  });

  it('that somebody holds, a signal still reaches the child, and a second one ends us', async () => {
    const session = inTerminal(
      'trap "exit 5" TERM; read go; seq 1 300; echo >$FILE; while :; do sleep 0.1; done',
    );
    session.type('\u0013go\n');
    await until(() => existsSync(session.file));
    const wrapper = session.wrapper();
    process.kill(wrapper, 'SIGTERM');
    await until(() => childrenOf(wrapper).length === 0);
    process.kill(wrapper, 'SIGTERM');
    expect(await session.exit).toBe(5);
    expect(session.screen()).toBe('');
    expect(session.says()).toMatch(/^output of the server is lost/);
  });

  it('that goes away, a child that minds neither SIGHUP nor EIO lives on', async () => {
    const session = inTerminal(
      'trap "echo hup >>$FILE" HUP; echo ready; while ! [ -e $FILE ]; do sleep 0.05; done; echo; sleep 0.2; echo; echo end >>$FILE',
    );
    await until(() => session.screen().includes('ready'));
    const wrapper = session.wrapper();
    session.leave();
    await until(() => textOf(session.file).includes('end') && stateOf(wrapper) === '');
    expect(textOf(session.file)).toBe('hup\nend\n');
  });

  it('without koffi the child has a pipe, which is told', async () => {
    const session = inTerminal('test -t 1 || echo no terminal', { withoutKoffi: true });
    expect(await session.exit).toBe(0);
    expect(session.screen()).toBe('no terminal\r\n');
    expect(session.says()).toMatch(/^the server writes to a pipe instead of a terminal: .*koffi.*\n$/);
  });
});
