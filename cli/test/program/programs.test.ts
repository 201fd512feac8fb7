import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { programsOf } from '../../src/program/index.js';

const paths = (...command: string[]): string[] => programsOf(command).map(({ path }) => path);
const words = (line: string): string[] => paths(...line.split(' '));

describe('the programs of a command', () => {
  test.each<[line: string, programs: string[]]>([
    ['a b c', ['a']],
    ['env -i A=1 a b', ['env', 'a']],
    ['python -u -W ignore a.py b', ['python', 'a.py']],
    ['python3.12 -m a.b c', ['python3.12', 'a.b']],
    ['java -Xmx4g -cp x:y a.Main b', ['java', 'a.Main']],
    ['numactl --cpunodebind=0 -m 0 taskset -c 0-3 a b', ['numactl', 'taskset', 'a']],
    ['conda run -n run a b', ['conda', 'a']],
    ['conda create -n a', ['conda']],
    ['tini -g -- sh a.sh b', ['tini', 'sh', 'a.sh']],
    ['mpirun -np 2 --mca x y a b', ['mpirun', 'a']],
    // Nobody knows whether 7 is the value of the option.
    ['mpirun --unheard 7 a b', ['mpirun', '7', 'a']],
    ['', ['']],
  ])('%s', (line, programs) => {
    expect(words(line)).toEqual(programs);
  });

  test('have the arguments that stand behind them', () => {
    expect(programsOf(['env', 'A=1', 'a', '-b', 'c']).at(-1)).toEqual({ path: 'a', args: ['-b', 'c'] });
    expect(programsOf([])).toEqual([]);
  });

  test.each<[script: string, programs: string[]]>([
    ['cd /x && exec a b', ['cd', 'exec', 'a']],
    ['A=1 B="x y" a; b | c & d', ['a', 'b', 'c', 'd']],
    ['if a; then b; fi', ['a', 'b', 'fi']],
    ["'a b'/c d", ['a b/c']],
    ['a\\ b', ['a b']],
    ['a \\\n  b\nc', ['a', 'c']],
    ['# a\nb # c', ['b']],
    ['sh -c "a; b"', ['sh', 'a', 'b']],
    ['a "unclosed', ['a']],
  ])('of a script: %j', (script, programs) => {
    expect(paths('bash', '-lc', script)).toEqual(['bash', ...programs]);
  });

  test('whatever the command, there are few, and they are words of it', () => {
    const word = fc.constantFrom(
      'sh',
      'env',
      '-c',
      '"$@"',
      'mpirun',
      '-x',
      '--y',
      'python',
      '-m',
      '--',
      'a',
      '"$@";"$@"',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 60 }), (command) => {
        expect(programsOf(command).length).toBeLessThanOrEqual(64);
      }),
    );
  });
});
