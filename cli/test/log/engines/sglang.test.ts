import { describe, expect, test } from 'vitest';
import { fixture, phasesOf, reportOf } from './log.js';

describe('SGLang of 2024', () => {
  test('builds with the rank before the message and no stamps are known, and their times are not', () => {
    const report = reportOf(fixture('sglang/0.1-gpu-id.log'));
    expect(report).toMatchObject({
      server: 'sglang',
      model: 'acme/otter-8b',
      outcome: 'ready',
      clock: 'none',
      phases: [],
    });
    expect(report.warnings).toEqual([
      expect.stringContaining('lines without a stamp tell of weights_load, cache_alloc, warmup'),
    ]);
  });

  test('a time of day alone is enough, also over midnight; the capture has no line that ends it', () => {
    const report = reportOf(fixture('sglang/0.3-time-only.log'));
    expect(report).toMatchObject({ outcome: 'ready', total_s: 43, clock: 'line', warnings: [] });
    // The slower rank loads until 00:00:05; the other one goes on at 00:00:03.
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..12',
      'weights_load 12..25 x2',
      'weights_read 12..21',
      'cache_alloc 23..26 x2',
      'graph_capture 27..39 x2',
      'warmup 40..43',
    ]);
  });
});

describe('SGLang of 2025', () => {
  test('a draft model is loaded by the same lines after the first one, and told apart from it', () => {
    const report = reportOf(fixture('sglang/0.4-draft.log'));
    expect(report).toMatchObject({ model: 'acme/heron-70b', outcome: 'ready', total_s: 75 });
    // Captures without a break between are one: of the draft 4.1 s from 10:01:02.9 and 2.9 s until 10:01:10.
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..15',
      'weights_load 15..40 x2',
      'weights_read 16..37',
      'cache_alloc 39..42 x2',
      'graph_capture 42.75..55 x2',
      'weights_load 58..61 x2',
      'weights_read 58..60',
      'cache_alloc 61..62 x2',
      'graph_capture 62.9..70 x2',
      'warmup 72..75',
    ]);
    expect(report.warnings).toEqual([]);
  });
});

describe('SGLang since December 2025', () => {
  const cold = reportOf(fixture('sglang/0.5-cold.log'));

  test('what is printed at the end dates the begin; a download is proven by the bars of its files', () => {
    expect(phasesOf(cold)).toEqual([
      'runtime_init 0..12',
      'weights_load 11.6..43',
      'weights_fetch 12..37',
      'weights_read 37..41',
      'cache_alloc 43..45',
      'compile 46.12..53.62',
      'graph_capture 53.7..104',
      'compile 56..86',
      'warmup 106..111',
    ]);
    expect(cold.phases.find(({ phase }) => phase === 'weights_load')).toMatchObject({
      printed_s: 31.4,
      weights_source: 'remote',
    });
  });

  test('it is ready when it says so, 5 s after uvicorn does', () => {
    expect(cold).toMatchObject({ outcome: 'ready', total_s: 111 });
  });

  test('captures by kind, ranks of data parallelism, caches by kind', () => {
    const report = reportOf(fixture('sglang/2026-08-kinds.log'));
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..13',
      'weights_load 12.7..36 x2',
      'weights_read 13.4..33',
      'cache_alloc 33..39 x2',
      'graph_capture 40.3..56 x2',
      'warmup 58..62',
    ]);
  });

  test('a draft model that is loaded before the caches are made', () => {
    expect(phasesOf(reportOf(fixture('sglang/2026-08-draft-first.log')))).toEqual([
      'runtime_init 0..10',
      'weights_load 10.3..70',
      'weights_load 80.2..110',
      'cache_alloc 110..119',
      'graph_capture 130.2..145',
      'warmup 148..151',
    ]);
  });

  test('a local snapshot is no download', () => {
    const report = reportOf(
      fixture('sglang/2026-08-kinds.log').replace(
        'Beginning to load weights',
        'Found local HF snapshot for acme/egret at /cache; skipping download.',
      ),
    );
    expect(report.phases.find(({ phase }) => phase === 'weights_load')?.weights_source).toBe('disk');
    expect(report.phases.some(({ phase }) => phase === 'weights_fetch')).toBe(false);
  });
});

describe('SGLang that fails', () => {
  const report = reportOf(fixture('sglang/failed.log'));

  test('after uvicorn is up, before it is ready: the load failed, and the last line of the traceback says why', () => {
    expect(report).toMatchObject({
      outcome: 'failed',
      total_s: 23,
      warnings: ['it says: CUDA out of memory. Tried to allocate 3.50 GiB.'],
    });
    expect(phasesOf(report).at(-1)).toBe('warmup 20..');
  });
});
