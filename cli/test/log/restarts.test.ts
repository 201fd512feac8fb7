import { describe, expect, it } from 'vitest';
import { reportOf } from './engines/log.js';

const STARTING = (
  minute: string,
): string => `INFO 03-04 10:${minute}:00 [api_server.py:1] vLLM API server version 0.11.0
INFO 03-04 10:${minute}:01 [utils.py:2] non-default args: {'model': 'acme/wren'}
INFO 03-04 10:${minute}:10 [gpu_model_runner.py:3] Starting to load model acme/wren...
`;
const OUT_OF_MEMORY = `ERROR 03-04 10:00:30 [core.py:4] EngineCore failed to start.
ERROR 03-04 10:00:30 [core.py:4] torch.OutOfMemoryError: CUDA out of memory.
`;
const LOADED = `INFO 03-04 10:20:40 [gpu_model_runner.py:5] Model loading took 1.5000 GiB memory and 29.500000 seconds
INFO:     Application startup complete.
`;

describe('a log with more than one start', () => {
  it('tells of the last one, from its own first line', () => {
    const report = reportOf(STARTING('00') + OUT_OF_MEMORY + STARTING('20') + LOADED);
    expect(report).toMatchObject({ outcome: 'ready', total_s: 40 });
    expect(report.phases).toContainEqual(
      expect.objectContaining({ phase: 'weights_load', start_s: 10.5, end_s: 40 }),
    );
    expect(report.warnings).toContain('the log holds 2 starts: this is the last one');
    expect(report.warnings.join()).not.toContain('out of memory');
  });

  it('takes a failure that nothing follows for the end', () => {
    const report = reportOf(STARTING('00') + OUT_OF_MEMORY);
    expect(report).toMatchObject({ outcome: 'failed' });
  });
});

describe('a log that ends while a phase runs', () => {
  it.each([
    ['vLLM', STARTING('00'), 'weights_load'],
    [
      'vLLM 0.6',
      "INFO 10-11 09:03:09 llm_engine.py:226] Initializing an LLM engine (v0.6.1) with config: model='acme/wren', x\n" +
        'INFO 10-11 09:03:11 model_runner.py:1014] Starting to load model acme/wren...\n' +
        'INFO 10-11 09:05:30 model_runner.py:1025] Loading model weights took 14.9595 GB\n' +
        'INFO 10-11 09:05:34 model_runner.py:1329] Capturing the model for CUDA graphs. This may lead to unexpected consequences\n',
      'graph_capture',
    ],
  ])('%s: tells which', (_, log, phase) => {
    const report = reportOf(log);
    expect(report.outcome).toBe('unfinished');
    expect(report.phases).toContainEqual(expect.objectContaining({ phase, unfinished: true }));
    expect(report.warnings.join()).toContain('runs when the log ends');
    expect(report.warnings.join()).not.toContain('without a stamp');
  });
});
