import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idleShare, readLoad, toMarkdown } from '../src/gpu/index.js';

describe('idleShare', () => {
  it('weighs each sample by the time until the next, inside the interval alone', () => {
    const samples = [
      { atS: 0, busy: 1 },
      { atS: 10, busy: 0 },
      { atS: 16, busy: 0.5 },
      { atS: 30, busy: 1 },
    ];
    expect(idleShare(samples, 10, 20)).toBeCloseTo(0.8);
  });

  it('is not observable from fewer than two samples', () => {
    expect(idleShare([], 0, 10)).toBeNull();
    expect(idleShare([{ atS: 5, busy: 1 }], 0, 10)).toBeNull();
  });

  it('is a share', () => {
    const sample = fc.record({
      atS: fc.double({ min: 0, max: 100, noNaN: true }),
      busy: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(sample), (samples) => {
        const share = idleShare(
          samples.sort((a, b) => a.atS - b.atS),
          0,
          101,
        );
        expect(share === null || (share > -1e-9 && share < 1 + 1e-9)).toBe(true);
      }),
    );
  });
});

const PAGE = `
coldstart_mark_timestamp_seconds{model_name="m",mark="process_started"} 100
coldstart_mark_timestamp_seconds{model_name="m",mark="model_ready"} 120
coldstart_phase_start_timestamp_seconds{phase="weights_load"} 105
coldstart_phase_end_timestamp_seconds{phase="weights_load",outcome="ok"} 115
coldstart_phase_gpu_busy_seconds{phase="weights_load"} 5
coldstart_phase_start_timestamp_seconds{phase="runtime_init"} 100
coldstart_load_last_duration_seconds{outcome="ok",weights_source="disk"} 20
hw_gpu_utilization{hw_id="GPU-a"} 0.5
hw_gpu_utilization{hw_id="GPU-b"} 0
`;

describe('the table of a GPU machine', () => {
  it('shows each phase from the start of the process, and its GPU time over all GPUs', () => {
    const page = readLoad(PAGE);
    const text = toMarkdown('T', [
      { variant: { cache: 'cold', placement: 'to' }, page, totalS: 20, gpuIdle: 0.9 },
    ]);
    expect(text).toContain('| cold | to | 20.00 s | disk | 90 % |');
    expect(text).toContain('| runtime_init | 0.00 s | runs | not observable |');
    expect(text).toContain('| weights_load | 5.00 s | 10.00 s | 75 % |');
  });
});
