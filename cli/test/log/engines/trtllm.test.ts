import { describe, expect, it } from 'vitest';
import { detectByCommand, ENGINES, modelOfCommand } from '../../../src/log/index.js';
import { trtllm } from '../../../src/log/engines/trtllm.js';
import { cri, fixture, phasesOf, reportOf } from './log.js';

describe('TensorRT-LLM', () => {
  it('warms up and captures twice, and is told so', () => {
    const report = reportOf(fixture('trtllm-1.1-pytorch.log'));
    expect(report).toMatchObject({
      server: 'trtllm',
      version: '1.1.0',
      model: 'acme/ibis-20b',
      outcome: 'ready',
      total_s: 77.5,
    });
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..18.5',
      // The line without a stamp that ends the load comes after 19 s of bars, and 21.5 s are printed.
      'weights_load 16..37.5',
      'weights_read 18.5..37.5',
      'cache_alloc 37.5..39.5',
      'warmup 41.5..56.5',
      'graph_capture 56.5..66.5',
      'cache_alloc 66.5..68.5',
      'warmup 70.5..71.5',
      'graph_capture 71.5..77.5',
    ]);
  });

  it('knows the bars of 1.2, and goes by the stamps of the container', () => {
    const report = reportOf(cri(fixture('trtllm-1.2-bare.log')));
    expect(report).toMatchObject({ version: '1.2.0', outcome: 'ready', total_s: 5 });
    // Lines 1 to 3 s after the first: bars of 1 and 4 s, then 6.25 s of load.
    expect(phasesOf(report)).toEqual(['weights_load -3.25..3', 'weights_read -2..2', 'cache_alloc 3..4']);
  });

  it('tells two ranks apart, and ends with the later one', () => {
    expect(phasesOf(reportOf(fixture('trtllm-1.2-two-ranks.log')))).toEqual([
      'runtime_init 0..30',
      'warmup 30..52 x2',
      'graph_capture 53..66 x2',
    ]);
  });

  it('gives the printed durations of a log without stamps', () => {
    const report = reportOf(fixture('trtllm-1.2-bare.log'));
    expect(report.clock).toBe('printed');
    expect(report.phases.map(({ phase, printed_s }) => [phase, printed_s])).toEqual([
      ['weights_read', 5],
      ['weights_load', 6.25],
    ]);
  });

  it('failed for a reason', () => {
    const report = reportOf(fixture('trtllm-failed.log'));
    expect(report.outcome).toBe('failed');
    expect(report.warnings).toEqual(['it says: Only SM100 is supported by this mixture of experts']);
    expect(phasesOf(report)).toEqual(['runtime_init 0..20', 'weights_load 20..']);
  });

  it('is known by its command', () => {
    const command = ['trtllm-serve', 'acme/ibis-20b', '--port', '9000'];
    expect(detectByCommand(command, ENGINES)?.server).toBe('trtllm');
    expect(modelOfCommand(trtllm, command, {})).toBe('acme/ibis-20b');
    expect(modelOfCommand(trtllm, ['trtllm-serve', 'serve', 'acme/ibis-20b'], {})).toBe('acme/ibis-20b');
  });
});
