import { describe, expect, test } from 'vitest';
import { analyzed, savedLog, timeline } from './saved.js';

describe('TorchServe', () => {
  test('it is ready when all its workers have loaded, not when it has started or unpacked the archive', () => {
    const report = analyzed(savedLog('torchserve/0.12'));
    expect(report).toMatchObject({
      server: 'torchserve',
      version: '0.12.0',
      outcome: 'ready',
      total_s: 28.65,
      warnings: [],
    });
    // W-9000 answers after 12.5 s at 27.95, W-9001 after 12.9 s at 28.65.
    expect(timeline(report)).toEqual(['runtime_init 0..15.4', 'finch: weights_load 15.45..28.65 x2']);
    expect(report.phases.at(-1)?.printed_s).toBe(12.9);
  });

  test('without lines of the level DEBUG the first answer of each worker tells', () => {
    const report = analyzed(savedLog('torchserve/info-only'));
    expect(report).toMatchObject({ outcome: 'ready', total_s: 24.25 });
    expect(timeline(report)).toEqual([
      'runtime_init 0..4',
      'robin_small: weights_load 4.05..7.05',
      'wagtail_nightly: weights_load 4.25..24.25',
    ]);
  });

  test('while one of its models still loads it is not ready', () => {
    const [before = ''] = savedLog('torchserve/info-only').split('2024-03-01T12:00:24,250');
    const report = analyzed(before);
    expect(report.outcome).toBe('unfinished');
    expect(timeline(report)).toEqual([
      'runtime_init 0..4',
      'robin_small: weights_load 4.05..7.05',
      'wagtail_nightly: weights_load 4.2..',
    ]);
  });

  test('the format of 0.1 to 0.3', () => {
    const report = analyzed(savedLog('torchserve/0.2'));
    expect(report).toMatchObject({ version: '0.2.0', outcome: 'ready', total_s: 8.71 });
    expect(timeline(report)).toEqual(['runtime_init 0..2.102', 'lark: weights_load 2.12..8.71']);
  });

  test('progress bars of a handler, which fetches what it loads', () => {
    const report = analyzed(savedLog('torchserve/handler-bars'));
    expect(timeline(report)).toEqual([
      'runtime_init 0..5',
      'painter: weights_load 5.02..35.02',
      'painter: weights_fetch 11..19',
      'painter: weights_read 19.5..22.5',
    ]);
    expect(report.phases[1]?.weights_source).toBe('remote');
  });

  test('a handler that dies says why', () => {
    const report = analyzed(savedLog('torchserve/failed'));
    expect(report).toMatchObject({
      outcome: 'failed',
      warnings: ["it says: [Errno 2] No such file or directory: 'lark.safetensors'"],
    });
    expect(timeline(report)).toEqual(['runtime_init 0..2', 'lark: weights_load 2..6']);
  });
});
