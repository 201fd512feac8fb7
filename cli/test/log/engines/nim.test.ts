import { describe, expect, it } from 'vitest';
import { fixture, phasesOf, reportOf } from './log.js';

describe('NIM', () => {
  it('reads JSON and plain lines in one log, and the engine within', () => {
    const report = reportOf(fixture('nim-1.0-json.log'));
    expect(report).toMatchObject({
      server: 'nim',
      // Not that of the engine.
      version: '1.0.1',
      model: 'nim/acme/crane-8b-instruct',
      outcome: 'ready',
      total_s: 69,
    });
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..3.5',
      'weights_fetch 3.5..44',
      'weights_load 47.5..54.5',
      'cache_alloc 54.5..58',
      'graph_capture 59.5..67.5',
    ]);
    expect(report.warnings).toEqual([]);
  });

  it('takes no download for one that was none, and milliseconds for what they are', () => {
    const report = reportOf(fixture('nim-1.0-plain-cached.log'));
    // The first stamp is 05:10:00.5, which is 5 ms after ten past.
    expect(report).toMatchObject({ outcome: 'ready', total_s: 20 });
    expect(phasesOf(report)).toEqual(['runtime_init 0..5', 'weights_load 5..12', 'cache_alloc 12..15']);
  });

  it('says which GPU is missing', () => {
    const report = reportOf(
      [
        'NVIDIA Inference Microservice LLM NIM Version 1.0.0',
        'ERROR 06-23 15:41:21.19 utils.py:21] Could not find a profile that is currently runnable with the detected hardware.',
      ].join('\n'),
    );
    expect(report.outcome).toBe('failed');
    expect(report.warnings[0]).toContain('Could not find a profile that is currently runnable');
  });

  it('is not ready because its server starts', () => {
    const log = [
      'NIM LLM API version 2.0.1',
      'INFO 2026-03-03 12:00:10.079 start_server.py:42] Server starting on port 8000',
    ].join('\n');
    expect(reportOf(log).outcome).toBe('unfinished');
  });
});
