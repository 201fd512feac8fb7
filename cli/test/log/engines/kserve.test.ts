import { describe, expect, it } from 'vitest';
import { dockerJson, fixture, phasesOf, reportOf } from './log.js';

describe('KServe storage initializer', () => {
  it('dates a download, which does not make anything ready', () => {
    const report = reportOf(fixture('kserve/0.20-initializer-s3.log'));
    expect(report).toMatchObject({ server: 'kserve', outcome: 'unfinished', total_s: 41.552 });
    expect(report.phases).toEqual([
      {
        phase: 'weights_fetch',
        start_s: 0.05,
        end_s: 41.552,
        duration_s: 41.502,
        printed_s: 41.502,
        weights_source: 'remote',
      },
    ]);
  });

  it('reads the stamps of 2021, which had no printed duration', () => {
    const report = reportOf(fixture('kserve/0.7-initializer-tornado.log'));
    expect(phasesOf(report)).toEqual(['weights_fetch 0..8']);
  });

  it('takes a link to a volume for no download', () => {
    expect(reportOf(fixture('kserve/0.15-initializer-volume.log')).phases).toEqual([]);
  });

  it('says why it failed', () => {
    const report = reportOf(fixture('kserve/0.20-initializer-failed.log'));
    expect(report.outcome).toBe('failed');
    expect(phasesOf(report)).toEqual(['weights_fetch 0.001..']);
    expect(report.warnings).toEqual(['it says: Failed to fetch model. No model found in hf://acme/absent.']);
  });
});

describe('KServe servers', () => {
  it('reads a server that loads before it speaks', () => {
    const report = reportOf(fixture('kserve/0.14-sklearn.log'));
    expect(report).toMatchObject({ model: 'iris-small', outcome: 'ready', total_s: 0.811 });
    expect(phasesOf(report)).toEqual(['runtime_init 0..0.75']);
  });

  it('is ready with the first of its workers, one of which dies', () => {
    const report = reportOf(fixture('kserve/0.20-workers.log'));
    expect(report).toMatchObject({ model: 'finch', outcome: 'ready', total_s: 5.501, warnings: [] });
    expect(phasesOf(report)).toEqual(['runtime_init 0..5.5 x3']);
  });

  it('reads the Hugging Face server, whose bar of downloads flies over files that are there', () => {
    const report = reportOf(fixture('kserve/0.15-huggingface.log'));
    expect(report).toMatchObject({ model: 'kingfisher', outcome: 'ready', total_s: 11.21, warnings: [] });
    expect(phasesOf(report)).toEqual(['tokenizer_init 0..2.4', 'weights_load 2.4..11']);
  });

  it('reads the stamps of 2026, and no download where the model is there', () => {
    const report = reportOf(fixture('kserve/0.16-huggingface-brackets.log'));
    expect(report).toMatchObject({ server: 'kserve', model: 'avocet', outcome: 'ready', total_s: 46 });
    expect(phasesOf(report)).toEqual(['runtime_init 0..2', 'tokenizer_init 2..4', 'weights_load 4..45']);
    expect(report.phases[2]).not.toHaveProperty('weights_source');
  });

  it('does not know when, where lines of 2024 have no stamp', () => {
    const report = reportOf(fixture('kserve/0.11-huggingface-without-stamps.log'));
    expect(report).toMatchObject({ server: 'kserve', model: 'gull', outcome: 'ready', total_s: 0.064 });
    expect(report.phases.map(({ phase }) => phase)).not.toContain('weights_load');
    expect(report.warnings).toEqual([expect.stringContaining('lines without a stamp tell of weights_load')]);
  });

  it('says why a server could not start', () => {
    const report = reportOf(fixture('kserve/0.13-huggingface-encoder.log'));
    expect(report.outcome).toBe('failed');
    expect(phasesOf(report)).toEqual(['tokenizer_init 0..1.5', 'weights_load 1.5..3.25']);
    expect(report.warnings[0]).toContain('address already in use');
  });

  it('reads the engine within: vLLM', () => {
    const report = reportOf(fixture('kserve/0.15-huggingface-vllm.log'));
    expect(report).toMatchObject({ server: 'kserve', model: 'tern', outcome: 'ready', total_s: 57.001 });
    expect(phasesOf(report)).toEqual(
      expect.arrayContaining(['weights_load 20.1..31', 'graph_capture 34..55']),
    );
  });
});

describe('a log in the form of a container runtime', () => {
  const plain = fixture('kserve/0.20-initializer-s3.log');
  const withoutStamps = plain.replaceAll(/^2026-03-02 /gm, '');
  const stamps = [100, 150, 1400, 1401, 25_000, 41_652, 41_652].map(
    (ms) => `2026-03-02T06:10:${(ms / 1000).toFixed(3).padStart(6, '0')}000000Z`,
  );
  const lines = plain.trimEnd().split('\n');

  it.each([
    ['containerd', lines.map((line, n) => `${stamps[n] ?? ''} stderr F ${line}`).join('\n')],
    ['kubectl --timestamps', lines.map((line, n) => `${stamps[n] ?? ''} ${line}`).join('\n')],
    ['Docker json-file', dockerJson(withoutStamps, (n) => stamps[n] ?? '')],
    ['compose', lines.map((line) => `predictor-1  | ${line}`).join('\n')],
    ['colours', lines.map((line) => `\u001b[32m${line}\u001b[0m`).join('\r\n')],
  ])('%s says the same', (_, log) => {
    expect(reportOf(log)).toEqual(reportOf(plain));
  });
});
