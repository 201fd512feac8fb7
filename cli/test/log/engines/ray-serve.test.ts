import { describe, expect, it } from 'vitest';
import { detectByCommand, ENGINES } from '../../../src/log/index.js';
import { fixture, phasesOf, reportOf } from './log.js';

describe('Ray Serve', () => {
  it('is ready with its application, and tells what its replica took', () => {
    const report = reportOf(fixture('ray-serve-2.9-transformers.log'));
    expect(report).toMatchObject({ server: 'ray-serve', outcome: 'ready', total_s: 41 });
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..10',
      'weights_load (replica constructor) 8.5..40',
      'weights_load 10..14',
    ]);
  });

  it('failed, and says what the replica said', () => {
    const report = reportOf(fixture('ray-serve-failed.log'));
    expect(report.outcome).toBe('failed');
    expect(report.warnings[0]).toBe(
      "it says: FileNotFoundError: [Errno 2] No such file or directory: '/models/none'",
    );
  });

  it('is vLLM where that runs in it', () => {
    expect(reportOf(fixture('vllm-0.10-ray-serve.log')).server).toBe('vllm');
  });

  it('is known by its command', () => {
    expect(detectByCommand(['serve', 'run', 'app:entry'], ENGINES)?.server).toBe('ray-serve');
    expect(detectByCommand(['vllm', 'serve', 'acme/wren'], ENGINES)?.server).toBe('vllm');
  });
});
