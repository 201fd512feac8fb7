import { diag } from '@opentelemetry/api';
import { afterEach, expect, it, vi } from 'vitest';
import { diagnostics } from '../src/diagnostics.js';
import { guarded } from '../src/guard.js';

afterEach(() => {
  diag.disable();
});

it('an error in the logger of the host stays there', () => {
  const error = vi.fn(() => {
    throw new Error('the logger is broken');
  });
  const nothing = (): void => undefined;
  diag.setLogger({ error, warn: error, info: nothing, debug: nothing, verbose: nothing });
  diagnostics.warn('a misuse');
  const answer = guarded('it', 7, () => {
    throw new Error('ours');
  });
  expect(answer).toBe(7);
  expect(error).toHaveBeenCalledTimes(2);
});
