import { describe, expect, it } from 'vitest';
import { HOOK_FOLDER, hookEnvironment } from '../../../src/run/python/environment.js';

describe('hookEnvironment', () => {
  it('puts the hook first and keeps what was there', () => {
    expect(hookEnvironment({ A: '1', PYTHONPATH: '/app::/lib' }, '/run/x')).toEqual({
      A: '1',
      PYTHONPATH: `${HOOK_FOLDER}:/app::/lib`,
      COLDSTART_PYTHON_SOCKET: '/run/x',
    });
  });

  it.each([undefined, ''])('adds no empty entry, which would be the current folder, to %j', (before) => {
    expect(hookEnvironment({ PYTHONPATH: before }, '/run/x').PYTHONPATH).toBe(HOOK_FOLDER);
  });
});
