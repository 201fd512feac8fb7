import { describe, expect, test } from 'vitest';
import { fixture, phasesOf, reportOf } from './log.js';

describe('TorchServe', () => {
  test('it is ready when all its workers have loaded, not when it has started or unpacked the archive', () => {
    const report = reportOf(fixture('torchserve/0.12.log'));
    expect(report).toMatchObject({
      server: 'torchserve',
      version: '0.12.0',
      outcome: 'ready',
      total_s: 28.65,
      warnings: [],
    });
    // W-9000 answers after 12.5 s at 27.95, W-9001 after 12.9 s at 28.65.
    expect(phasesOf(report)).toEqual(['runtime_init 0..15.4', 'finch: weights_load 15.45..28.65 x2']);
    expect(report.phases.at(-1)?.printed_s).toBe(12.9);
  });

  test('without lines of the level DEBUG the first answer of each worker tells', () => {
    const report = reportOf(fixture('torchserve/info-only.log'));
    expect(report).toMatchObject({ outcome: 'ready', total_s: 24.25 });
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..4',
      'robin_small: weights_load 4.05..7.05',
      'wagtail_nightly: weights_load 4.25..24.25',
    ]);
  });

  test('while one of its models still loads it is not ready', () => {
    const [before = ''] = fixture('torchserve/info-only.log').split('2024-03-01T12:00:24,250');
    const report = reportOf(before);
    expect(report.outcome).toBe('unfinished');
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..4',
      'robin_small: weights_load 4.05..7.05',
      'wagtail_nightly: weights_load 4.2..',
    ]);
  });

  test('the format of 0.1 to 0.3', () => {
    const report = reportOf(fixture('torchserve/0.2.log'));
    expect(report).toMatchObject({ version: '0.2.0', outcome: 'ready', total_s: 8.71 });
    expect(phasesOf(report)).toEqual(['runtime_init 0..2.102', 'lark: weights_load 2.12..8.71']);
  });

  test('progress bars of a handler, which fetches what it loads', () => {
    const report = reportOf(fixture('torchserve/handler-bars.log'));
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..5',
      'painter: weights_load 5.02..35.02',
      'painter: weights_fetch 11..19',
      'painter: weights_read 19.5..22.5',
    ]);
    expect(report.phases[1]?.weights_source).toBe('remote');
  });

  test('a handler that dies says why', () => {
    const report = reportOf(fixture('torchserve/failed.log'));
    expect(report).toMatchObject({
      outcome: 'failed',
      warnings: ["it says: [Errno 2] No such file or directory: 'lark.safetensors'"],
    });
    expect(phasesOf(report)).toEqual(['runtime_init 0..2', 'lark: weights_load 2..6']);
  });
});
