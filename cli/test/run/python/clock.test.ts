import { describe, expect, it } from 'vitest';
import { unixClock } from '../../../src/run/python/clock.js';

const own = { wallS: 1_000_000, monotonicS: 500 };

describe('unixClock', () => {
  it('dates by the wrapper’s wall clock where both read one monotonic clock, whatever the other wall clock says', () => {
    const toUnix = unixClock(own, { t: 1_003_600, m: 510 }, 1_000_010.2);
    expect(toUnix(512.5)).toBe(1_000_012.5);
  });

  it('dates by the process’s own wall clock where the monotonic clocks cannot be one', () => {
    const toUnix = unixClock(own, { t: 1_000_010, m: 77 }, 1_000_010.2);
    expect(toUnix(79)).toBe(1_000_012);
  });
});
