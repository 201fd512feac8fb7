import { describe, expect, it } from 'vitest';
import { parseDemoArguments } from '../../src/commands/demo.js';

describe('the flags of coldstart demo', () => {
  it('has defaults for a person at a terminal and for a script', () => {
    expect(parseDemoArguments([], true)).toEqual({
      port: 7717,
      portIsFixed: false,
      prometheus: false,
      lingerS: 600,
      json: false,
      killOne: false,
      keepModel: false,
      truthDir: null,
      verbose: false,
    });
    expect(parseDemoArguments([], false)).toMatchObject({ lingerS: 0 });
    expect(parseDemoArguments(['--once', '--json'], true)).toMatchObject({ lingerS: 0, json: true });
  });

  it('takes a port that the user named for fixed', () => {
    expect(parseDemoArguments(['--port', '7717', '--linger', '5'], false)).toMatchObject({
      port: 7717,
      portIsFixed: true,
      lingerS: 5,
    });
  });

  it.each([
    [['--port', 'abc'], /--port takes a whole number from 0 to 65535, not "abc"/],
    [['--port', '70000'], /--port/],
    [['--linger', '-1'], /--linger/],
    [['--once', '--linger', '5'], /--once and --linger/],
    [['--nonsense'], /--nonsense/],
    [['extra'], /extra/],
  ])('refuses %j by name', (args, message) => {
    expect(() => parseDemoArguments(args, false)).toThrow(message);
  });
});
