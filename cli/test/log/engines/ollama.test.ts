import { describe, expect, it } from 'vitest';
import { fixture, phasesOf, reportOf } from './log.js';

describe('Ollama', () => {
  it('reads several loads of 0.3, one model twice, and a pull', () => {
    const report = reportOf(fixture('ollama/0.3-two-models.log'));
    expect(report).toMatchObject({ server: 'ollama', version: '0.3.4', outcome: 'ready', total_s: 3601.25 });
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..3',
      'weights_fetch 59.7..84',
      'sha256-aaaa1111: weights_load 120..124.02',
      'sha256-cccc3333: weights_load 600..602.5',
      'sha256-aaaa1111: weights_load 3600..3601.25',
    ]);
    // Between two requests a server that is ready loses no time.
    expect(report.unattributed_s).toBe(0);
    expect(report.phases[3]).not.toHaveProperty('weights_source');
  });

  it('says that the lines of the runner have no stamps', () => {
    expect(reportOf(fixture('ollama/0.3-two-models.log')).warnings).toEqual([
      expect.stringContaining('lines without a stamp tell of weights_read, cache_alloc'),
    ]);
  });

  it('dates the lines of the runner in a container log, with a zone of its own', () => {
    const report = reportOf(fixture('ollama/0.9-kubernetes.log'));
    expect(report).toMatchObject({ outcome: 'ready', total_s: 44.65, warnings: [] });
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..2.5',
      'sha256-dddd4444: weights_load 30.4..44.65',
      'sha256-dddd4444: weights_read 31.9..43.9',
      'sha256-dddd4444: cache_alloc 43.9..44.5',
    ]);
    expect(report.phases[1]?.printed_s).toBe(14.25);
  });

  it('takes a started line that is printed twice as one load, and no runner that looks for GPUs', () => {
    const report = reportOf(fixture('ollama/0.17-engine-twice.log'));
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..0.8',
      'sha256-eeee5555: weights_load 300..321.502',
      'sha256-eeee5555: weights_read 301.9..321.5',
    ]);
  });

  it('goes on after a load that failed', () => {
    const log = fixture('ollama/0.32-failure-then-load.log');
    const report = reportOf(log);
    expect(report.outcome).toBe('ready');
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..1',
      'sha256-ffff6666: weights_load 60..62',
      'sha256-ffff6666: weights_load 180..185.9',
    ]);
    const failed = reportOf(log.slice(0, log.indexOf('[GIN]')));
    expect(failed.outcome).toBe('failed');
    expect(failed.warnings[0]).toBe(
      'it says: llama-server process has terminated: error loading model: unknown architecture \\"marten\\"',
    );
  });

  it('is not ready before it knows its GPUs, and ready without a model after', () => {
    const lines = fixture('ollama/0.17-engine-twice.log').split('\n');
    expect(reportOf(lines.slice(0, 3).join('\n')).outcome).toBe('unfinished');
    expect(reportOf(lines.slice(0, 4).join('\n'))).toMatchObject({ outcome: 'ready', total_s: 0.8 });
  });
});
