import { describe, expect, test } from 'vitest';
import { fixture, phasesOf, reportOf } from './log.js';

describe('Text Generation Inference before 2.1', () => {
  test('0.8 numbers its shards in the text; nothing tells imports and weights apart, so the shard is the weights', () => {
    const report = reportOf(fixture('tgi/0.8.log'));
    expect(report).toMatchObject({
      server: 'tgi',
      model: 'acme/puffin-40b',
      outcome: 'ready',
      total_s: 73.7,
      warnings: [],
    });
    expect(phasesOf(report)).toEqual(['runtime_init 0..4.6', 'weights_load 4.601..72.101 x2']);
    expect(report.phases.at(-1)).toMatchObject({ printed_s: 67.5, weights_source: 'disk' });
  });

  test('colours as CloudWatch writes them', () => {
    const report = reportOf(fixture('tgi/1.4-cloudwatch.log'));
    expect(report).toMatchObject({ model: 'acme/wren-xl', outcome: 'ready', total_s: 24.7 });
    expect(phasesOf(report)).toEqual(['runtime_init 0..4.01', 'weights_load 4.015..22', 'warmup 22.2..24.7']);
  });
});

describe('Text Generation Inference since 2.1', () => {
  test('a download stands between two starts of Python; tokenizer before the warm-up', () => {
    const report = reportOf(fixture('tgi/2.1-shards.log'));
    expect(report).toMatchObject({ model: 'acme/puffin-8b', outcome: 'ready', total_s: 125.11 });
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..3.9',
      'weights_fetch 3.9..100.9',
      'runtime_init 101.5..105.2 x2',
      // Until the last shard has its weights.
      'weights_load 105.2..119.3',
      'tokenizer_init 119.45..120.45',
      'warmup 120.46..125.06',
      'graph_capture 122.46..125.06',
    ]);
    expect(report.phases[1]).toMatchObject({ printed_s: 96, weights_source: 'remote' });
  });

  test('3.x reads the tokenizer after the warm-up; "Successfully downloaded" is no download', () => {
    const report = reportOf(fixture('tgi/3.3.log'));
    expect(report).toMatchObject({ model: 'acme/tern-12b', outcome: 'ready', total_s: 35.58 });
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..10.72 x2',
      'weights_load 10.72..24.1',
      'warmup 24.28..31.78',
      'graph_capture 29.38..31.78',
      'tokenizer_init 31.78..35.38',
    ]);
  });

  test('as JSON', () => {
    const report = reportOf(fixture('tgi/json.log'));
    expect(report).toMatchObject({ server: 'tgi', model: 'acme/tern-12b', outcome: 'ready', total_s: 26.5 });
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..9.5',
      'weights_load 9.5..21',
      'warmup 21.3..24.8',
      'tokenizer_init 24.8..26.3',
    ]);
  });

  test('pickles are converted after they are fetched', () => {
    const lines = fixture('tgi/2.1-shards.log').replaceAll('.safetensors', '.bin').split('\n');
    const fetched = lines.findIndex((line) => line.includes('[2/2]'));
    lines.splice(
      fetched + 1,
      0,
      '2024-06-25T16:01:40.910000Z  WARN text_generation_launcher: No safetensors weights found for model acme/puffin-8b at revision None. Converting PyTorch weights to safetensors.',
      '2024-06-25T16:01:41.210000Z  INFO text_generation_launcher: Convert: [1/1] -- Took: 0:00:00.290000',
    );
    expect(phasesOf(reportOf(lines.join('\n'))).slice(0, 3)).toEqual([
      'runtime_init 0..3.9',
      'weights_fetch 3.9..100.9',
      'weights_read 100.91..101.21',
    ]);
  });
});

describe('Text Generation Inference that fails', () => {
  test('the first cause is told, and a dump of what was written earlier moves nothing', () => {
    const report = reportOf(fixture('tgi/failed.log'));
    expect(report).toMatchObject({
      outcome: 'failed',
      total_s: 30.1,
      warnings: ['it says: CUDA out of memory. Tried to allocate 2.00 GiB.'],
    });
    expect(phasesOf(report)).toEqual(['runtime_init 0..10.2', 'weights_load 10.2..25.2', 'warmup 25.5..']);
  });
});
