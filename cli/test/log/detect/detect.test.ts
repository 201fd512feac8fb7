import { describe, expect, test } from 'vitest';
import { detectByCommand, LineDetector, modelOfCommand } from '../../../src/log/index.js';
import type { Profile } from '../../../src/log/index.js';
import { nearestOf } from '../../../src/log/detect/index.js';
import { TOY } from '../report/toy.js';

/** Runs a toy inside it. */
const HOST: Profile = {
  ...TOY,
  server: 'host',
  detect: { commands: ['hostd', 'serve run'], lines: ['host listens on {*}'] },
  rules: [{ line: 'graphs took {s} s', took: 'graph_capture' }],
  modelFrom: { flags: ['--model', '-m'], after: ['serve'], env: ['HOST_MODEL'] },
};
const PROFILES = [HOST, TOY];

describe('by the command', () => {
  test.each<[command: string[], server: string | null]>([
    [['toy'], 'toy'],
    [['/usr/local/bin/toy', '--port', '80'], 'toy'],
    [['python3', '-m', 'toy'], 'toy'],
    [['python3', '/opt/toy.py'], 'toy'],
    [['bash', '-c', 'exec toy --port 80'], 'toy'],
    [['hostd', 'toy'], 'host'],
    [['serve', 'run', 'app:main'], 'host'],
    [['serve', 'app'], null],
    [['toys'], null],
    [['env', 'A=1', '-u', 'B', 'toy'], 'toy'],
    [['timeout', '-k', '5', '600', 'nice', '-n', '5', 'toy'], 'toy'],
    [['sh', '-c', 'cd /app && A=1 exec "/opt/my tools/toy" --port 80'], 'toy'],
    [['sh', '-c', 'exec "$@"', 'sh', 'toy', '--port', '80'], 'toy'],
    [['/entrypoint.sh', 'toy'], 'toy'],
    [['python', 'train.py', '--backend', 'toy'], null],
    [['python', '-u', 'train.py', '--backend', 'toy'], null],
    [['python3', '-c', 'import toy', 'toy'], null],
    [['timeout', '600', 'python', 'train.py', 'toy'], null],
    [['env', '-u', 'toy', 'train', 'toy'], null],
    [['sh', '-c', 'train --name "a; toy"'], null],
    [['echo', 'toy'], null],
    [['serve', 'status', 'serve', 'run'], null],
    [['sleep', '1'], null],
    [[], null],
  ])('%j is %s', (command, server) => {
    expect(detectByCommand(command, PROFILES)?.server ?? null).toBe(server);
  });

  test.each<[command: string[], env: Record<string, string>, model: string | null]>([
    [['hostd', '--model', 'acme/tiny'], {}, 'acme/tiny'],
    [['hostd', '--model=acme/tiny'], {}, 'acme/tiny'],
    [['hostd', '-m', 'acme/tiny'], { HOST_MODEL: 'other' }, 'acme/tiny'],
    [['hostd', 'serve', 'acme/tiny', '--port', '1'], {}, 'acme/tiny'],
    [['hostd', 'serve', '--port', '1'], { HOST_MODEL: 'other' }, 'other'],
    [['hostd', '--model'], {}, null],
    [['sh', '-c', 'exec hostd --model "acme/tiny"'], {}, 'acme/tiny'],
    [['sh', '-c', 'hostd --model $NAME'], { NAME: 'acme/tiny' }, 'acme/tiny'],
    [['sh', '-c', 'hostd --model ${NAME}'], { HOST_MODEL: 'other' }, 'other'],
    [['hostd'], { HOST_MODEL: '' }, null],
    [['hostd', 'serve', '--port', '80', 'acme/tiny', 'more'], {}, 'acme/tiny'],
    [['hostd', 'serve', '--port=80', '--trust-remote-code', 'acme/tiny'], {}, 'acme/tiny'],
    [['hostd', 'serve', '--', 'acme/tiny'], {}, 'acme/tiny'],
    [['hostd', 'serve', '--port', '80'], {}, null],
    [['numactl', '-m', '0', 'hostd', '-m', 'acme/tiny'], {}, 'acme/tiny'],
    [['python', '-m', 'hostd', '-m', 'acme/tiny'], {}, 'acme/tiny'],
    // A program that is not its own: flags alone.
    [['./start', 'serve', 'acme/tiny'], {}, null],
    [['./start', 'serve', '--model', 'acme/tiny'], {}, 'acme/tiny'],
  ])('%j with %j loads %s', (command, env, model) => {
    expect(modelOfCommand(HOST, command, env)).toBe(model);
  });
});

describe('by the environment', () => {
  const keyed: Profile = {
    ...TOY,
    server: 'keyed',
    detect: { commands: ['keyd'], env: ['KEYED_CACHE'], lines: [] },
  };
  const server = (command: string[], env: Record<string, string>) =>
    detectByCommand(command, [keyed, HOST], env)?.server;

  test('only where the command does not say', () => {
    expect(server(['./start'], { KEYED_CACHE: '/c' })).toBe('keyed');
    expect(server(['./start'], { KEYED_CACHE: '' })).toBeUndefined();
    expect(server(['hostd'], { KEYED_CACHE: '/c' })).toBe('host');
  });
});

describe('by the lines', () => {
  const read = (...lines: string[]) => {
    const detector = new LineDetector(PROFILES);
    for (const text of lines) detector.read({ text });
    return detector;
  };

  test('a host counts for more than what runs inside it, whoever speaks first', () => {
    expect(read('Toy server 1 starts').found?.server).toBe('toy');
    expect(read('Toy server 1 starts', 'host listens on 80').found?.server).toBe('host');
    expect(read('host listens on 80', 'Toy server 1 starts').found?.server).toBe('host');
  });

  test('is certain only of the first one', () => {
    expect(read('Toy server 1 starts').certain).toBe(false);
    expect(read('host listens on 80').certain).toBe(true);
    expect(read('hello').found).toBeNull();
  });
});

describe('the nearest', () => {
  const nearest = (...lines: string[]) =>
    nearestOf(
      lines.map((text) => ({ text })),
      PROFILES,
    );

  test('is the one that knows the most lines', () => {
    expect(nearest('graphs took 2 s', 'load begins', 'hello')).toMatchObject({
      profile: { server: 'toy' },
      lines: 2,
      example: 'graphs took 2 s',
    });
  });

  test('is the first of those that know as many', () => {
    expect(nearest('graphs took 2 s')).toMatchObject({ profile: { server: 'host' }, lines: 1 });
  });

  test('is nobody where no line is known', () => {
    expect(nearest('hello', '')).toBeNull();
  });
});
