import { describe, expect, it } from 'vitest';
import { fixture, phasesOf, reportOf } from './log.js';

describe('llama.cpp', () => {
  it('reads the loader of 2024 in a container log', () => {
    const report = reportOf(fixture('llama-cpp/b3900-loader.log'));
    expect(report).toMatchObject({
      server: 'llama.cpp',
      version: '3912',
      model: '/models/otter-7b.Q5_K_M.gguf',
      outcome: 'ready',
      // "HTTP server is listening" after 0.15 s is not ready: /health says 503 then.
      total_s: 13.6,
      clock: 'line',
    });
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..0.2',
      'weights_load 0.2..12.3',
      'cache_alloc 12.3..12.85',
      'warmup 12.9..13.5',
    ]);
    expect(report.unattributed_s).toBeCloseTo(0.05 + 0.1, 6);
    expect(report.warnings).toEqual([]);
  });

  it('says that nobody knows how long it took where no line has a stamp', () => {
    const report = reportOf(fixture('llama-cpp/b3900-unstamped.log'));
    expect(report).toMatchObject({ outcome: 'ready', clock: 'none', total_s: 0, phases: [] });
    expect(report.warnings).toEqual([
      expect.stringContaining('lines without a stamp tell of weights_load, cache_alloc, warmup'),
    ]);
  });

  it('counts from the beginning of the process where the stamps do', () => {
    const report = reportOf(fixture('llama-cpp/b9300-quiet.log'));
    expect(report).toMatchObject({ version: 'b9312', outcome: 'ready', total_s: 7.9, clock: 'line' });
    expect(phasesOf(report)).toEqual([
      'runtime_init -0.12..0.01',
      'weights_load 0.01..7.51',
      'warmup 7.51..7.76',
    ]);
  });

  it('sees a draft model as weights, and only the first context as the cache', () => {
    const report = reportOf(fixture('llama-cpp/b9400-verbose-draft.log'));
    expect(report).toMatchObject({ version: '9401', model: '/models/ibis-14b-q4_k_m.gguf', total_s: 12.01 });
    expect(phasesOf(report)).toEqual([
      'runtime_init -0.09..0.01',
      'weights_load 0.01..11.81',
      'cache_alloc 9.81..10.21',
      'warmup 10.31..10.81',
    ]);
  });

  it('goes by the clock of the container beside the one of the server', () => {
    const report = reportOf(fixture('llama-cpp/b9159-compose-images.log'));
    expect(report).toMatchObject({ outcome: 'ready', total_s: 14.7 });
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..0.9',
      'weights_load 0.9..14.5',
      'cache_alloc 12.1..12.6',
      'warmup 12.6..13',
    ]);
  });

  it('tells a download from a load', () => {
    const report = reportOf(fixture('llama-cpp/b6000-download.log'));
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..1',
      'weights_fetch 1..31',
      'weights_load 31..33',
      'cache_alloc 33..33.2',
    ]);
    expect(report.phases[2]).toMatchObject({ weights_source: 'remote' });
  });

  it('says why a model could not be loaded', () => {
    const report = reportOf(fixture('llama-cpp/b8800-out-of-memory.log'));
    expect(report.outcome).toBe('failed');
    expect(phasesOf(report)).toEqual(['runtime_init -0.2..0.01', 'weights_load 0.01..']);
    expect(report.warnings).toEqual(['it says: unable to allocate CUDA0 buffer']);
  });

  it('tells the models of a router apart, and one from itself when it is loaded again', () => {
    const report = reportOf(fixture('llama-cpp/b9500-router.log'));
    expect(report).toMatchObject({ outcome: 'ready', total_s: 602, unattributed_s: 0, warnings: [] });
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..0.2',
      'egret: weights_load 60..64',
      'plover: weights_load 61..71',
      'egret: warmup 64..64.5',
      'plover: warmup 71..71.5',
      'egret: weights_load 600..602',
    ]);
  });

  it('reads a router that has loaded nothing as ready', () => {
    const quiet = fixture('llama-cpp/b9500-router.log').split('\n').slice(0, 3).join('\n');
    expect(reportOf(quiet)).toMatchObject({ outcome: 'ready', total_s: 0.2, warnings: [] });
  });

  it('knows the words of early 2024', () => {
    const log = [
      '{"tid":"1","timestamp":1709290000,"level":"INFO","function":"main","line":2719,"msg":"HTTP server listening","port":"8080"}',
      'llama_model_loader: loaded meta data with 19 key-value pairs and 291 tensors from /m/a.gguf (version GGUF V2)',
      '{"tid":"1","timestamp":1709290007,"level":"INFO","function":"main","line":2800,"msg":"model loaded"}',
    ];
    expect(reportOf(log.slice(0, 2).join('\n')).outcome).toBe('unfinished');
    expect(reportOf(log.join('\n')).outcome).toBe('ready');
  });
});
