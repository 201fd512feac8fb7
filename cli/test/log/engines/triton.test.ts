import { describe, expect, test } from 'vitest';
import { fixture, phasesOf, reportOf } from './log.js';

describe('Triton', () => {
  test('models load side by side, an ensemble after its parts', () => {
    const report = reportOf(fixture('triton/24.09-parallel.log'));
    expect(report).toMatchObject({
      server: 'triton',
      version: '2.50.0',
      outcome: 'ready',
      total_s: 10,
      warnings: [],
    });
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..0.4',
      'ranker: weights_load 0.4..2.65',
      'text_embed_v2: weights_load 0.4..9.9',
      'search_pipeline: weights_load 9.901..9.902',
    ]);
  });

  test('messages without quotes, versions of one model, midnight', () => {
    const report = reportOf(fixture('triton/21.07-bare.log'));
    expect(report).toMatchObject({ outcome: 'ready', total_s: 7.4 });
    expect(phasesOf(report)).toEqual(['runtime_init 0..0.4', 'detector: weights_load 0.4..7.25']);
  });

  test('one model that cannot be loaded ends the server', () => {
    const report = reportOf(fixture('triton/failed.log'));
    expect(report).toMatchObject({
      outcome: 'failed',
      warnings: ['it says: Internal: unable to allocate 4.00 GiB on GPU 0'],
    });
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..0.2',
      'good: weights_load 0.2..4.2',
      'bad: weights_load 0.21..3.2',
    ]);
  });

  test('with --exit-on-error=false it is ready without that model, and the reason is told', () => {
    expect(reportOf(fixture('triton/survived.log'))).toMatchObject({
      outcome: 'ready',
      total_s: 4.3,
      warnings: ['it says: Internal: unable to allocate 4.00 GiB on GPU 0'],
    });
  });

  test('a line of the level E that no model falls over is none', () => {
    const harmless = fixture('triton/24.09-parallel.log').replace(
      'I1122 06:00:09.902000',
      'E1122 06:00:09.901500 1 ensemble_scheduler.cc:1311] "unable to create stream for search_pipeline"\nI1122 06:00:09.902000',
    );
    expect(reportOf(harmless)).toMatchObject({ outcome: 'ready', warnings: [] });
  });

  test('in explicit mode it is ready without a model', () => {
    const lines = fixture('triton/24.09-parallel.log').split('\n');
    const empty = lines.filter((text) => !/loading:|loaded|TRITONBACKEND/.test(text)).join('\n');
    const report = reportOf(empty);
    expect(report).toMatchObject({ outcome: 'ready', total_s: 10, warnings: [] });
    expect(phasesOf(report)).toEqual(['runtime_init 0..10']);
  });

  test('an engine inside tells its phases beside the model that it serves', () => {
    const report = reportOf(fixture('triton/25.06-vllm-backend.log'));
    expect(report).toMatchObject({ server: 'triton', outcome: 'ready', total_s: 41.3 });
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..0.5',
      'chat: weights_load 0.5..41.25',
      'weights_load 16.4..24',
      'weights_read 16.9..24',
      'graph_capture 28..40',
    ]);
  });
});
