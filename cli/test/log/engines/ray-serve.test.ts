import { describe, expect, it } from 'vitest';
import { detectByCommand, ENGINES, SavedLog } from '../../../src/log/index.js';
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

  it('tells of the vLLM within where the command said that it is Ray Serve', () => {
    const command = ['serve', 'run', 'app:entry'];
    const saved = new SavedLog(ENGINES, detectByCommand(command, ENGINES));
    saved.push(Buffer.from(fixture('ray-serve-vllm.log')));
    const report = saved.end();
    expect(report).toMatchObject({
      server: 'ray-serve',
      model: 'acme/wren',
      outcome: 'ready',
      total_s: 64.2,
    });
    // All that the constructor took is not the load: the lines of the engine say what is.
    expect(report && phasesOf(report)).toEqual([
      'runtime_init 0..33.9',
      'weights_load 34.4..42.9',
      'weights_read 35.4..41.9',
      'graph_capture 55.9..60.9',
    ]);
  });

  it('is known by its command', () => {
    expect(detectByCommand(['serve', 'run', 'app:entry'], ENGINES)?.server).toBe('ray-serve');
    expect(detectByCommand(['vllm', 'serve', 'acme/wren'], ENGINES)?.server).toBe('vllm');
  });
});
