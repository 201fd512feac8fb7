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
  ])('%j with %j loads %s', (command, env, model) => {
    expect(modelOfCommand(HOST, command, env)).toBe(model);
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
