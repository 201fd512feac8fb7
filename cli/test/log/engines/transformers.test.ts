import { describe, expect, it } from 'vitest';
import { fixture, phasesOf, reportOf } from './log.js';

describe('transformers', () => {
  it('puts bars without stamps one after the other, those of files inside the one of shards', () => {
    const report = reportOf(fixture('transformers/v4-cold-unstamped.log'));
    expect(report).toMatchObject({ server: 'transformers', outcome: 'unfinished', clock: 'printed' });
    expect(phasesOf(report)).toEqual(['weights_fetch 0..61', 'weights_load 61..66']);
    expect(report.phases[0]).toMatchObject({ printed_s: 61, weights_source: 'remote' });
  });

  it('reads the bars of version 5 and of the hub 2.0', () => {
    const report = reportOf(fixture('transformers/v5-hub2-cold.log'));
    expect(phasesOf(report)).toEqual(['weights_fetch 0..24', 'weights_load 24..28']);
  });

  it('takes a bar that flies over files in the cache for no download', () => {
    const report = reportOf(fixture('transformers/v5-cached.log'));
    expect(phasesOf(report)).toEqual(['weights_load 0..6']);
    expect(report.phases[0]).not.toHaveProperty('weights_source');
  });

  it('reads bars that a terminal drew over one another', () => {
    const drawn = fixture('transformers/v5-hub2-cold.log').replaceAll('\n', '\r');
    expect(phasesOf(reportOf(drawn))).toEqual(['weights_fetch 0..24', 'weights_load 24..28']);
  });

  it('reads bars as a notebook writes them', () => {
    const log =
      'Downloading shards: 100% 2/2 [01:00<00:00, 30.0s/it]\nLoading checkpoint shards: 100% 2/2 [00:05<00:00, 2.5s/it]\n';
    expect(phasesOf(reportOf(log))).toEqual(['weights_fetch 0..60', 'weights_load 60..65']);
  });

  it('dates bars by the container, and takes the web server around it for ready', () => {
    const report = reportOf(fixture('transformers/v4-kubernetes-server.log'));
    expect(report).toMatchObject({ outcome: 'ready', total_s: 40, clock: 'line', warnings: [] });
    expect(phasesOf(report)).toEqual(['runtime_init 0..21', 'weights_load 21..33.5']);
  });

  it('sees single files of a hub that is asked for them', () => {
    const log = [
      'config.json: 100%|██████████| 1.2k/1.2k [00:00<00:00, 4.1MB/s]',
      'model.safetensors:   0%|          | 0.00/548M [00:00<?, ?B/s]',
      'model.safetensors: 100%|██████████| 548M/548M [00:06<00:00, 91.0MB/s]',
    ].join('\n');
    expect(phasesOf(reportOf(log))).toEqual(['weights_fetch 0..6']);
  });

  it('dates the bars of one file by the container', () => {
    const log = [
      '2026-09-01T10:00:00.000000000Z stderr F model.safetensors: downloading bytes:           |  0.00B',
      '2026-09-01T10:00:07.000000000Z stderr F model.safetensors: downloading bytes: #######   |  620MB, 88.1MB/s',
      '2026-09-01T10:00:11.000000000Z stderr F model.safetensors: reconstructing file: 100%|##########|  988MB /  988MB, 89.0MB/s',
      '2026-09-01T10:00:12.000000000Z stderr F Loading weights: 100%|##########| 290/290 [00:00<00:00, 820.32it/s]',
    ].join('\n');
    expect(phasesOf(reportOf(log))).toContain('weights_fetch 0..11');
  });

  it.each([
    [
      '2026-04-01 10:00:20,500 [RunAI Streamer] Overall time to stream 15.0 GiB of all files to cuda:0: 8.25s, 1.8 GiB/s',
      8.25,
    ],
    [
      '2026-04-01 10:00:20,500 [RunAI Streamer] Overall time to stream 15.0 GiB of all files: 8.5s, 1.7 GiB/s',
      8.5,
    ],
    ['2026-04-01 10:00:20,500 Deserialized 13.5 GB in 4.50s, 3.0 GB/s', 4.5],
  ])('reads %s', (line, printed_s) => {
    const first = '2026-04-01 10:00:00,000 [RunAI Streamer] Overall time to stream nothing\n';
    const report = reportOf(`${first}${line}\n`);
    expect(report.phases.at(-1)).toMatchObject({ phase: 'weights_read', end_s: 20.5, printed_s });
  });

  it('says what ended it', () => {
    const report = reportOf(fixture('transformers/out-of-gpu-memory.log'));
    expect(report.outcome).toBe('failed');
    expect(phasesOf(report)).toEqual(['weights_load 0..']);
    expect(report.warnings[0]).toContain('it says: CUDA out of memory. Tried to allocate');
  });

  it('stops at a kill: what follows is of others, and the command is not repeated', () => {
    const report = reportOf(fixture('transformers/killed-in-shell.log'));
    expect(report).toMatchObject({ outcome: 'failed', clock: 'printed', total_s: 90 });
    expect(report.warnings).toEqual(['it says: killed: most often the memory was not enough']);
  });

  it.each(['Killed', '2025-10-01T09:00:00.000000000Z stderr F Killed', 'app-1  | Killed'])(
    'knows "%s" for a kill',
    (line) => {
      const bar = 'Loading weights:  10%|█         | 31/310 [00:02<00:18, 15.0it/s]';
      expect(reportOf(`${bar}\n${line}\n`).outcome).toBe('failed');
      expect(reportOf(`${bar}\nKilled the cat\n`).outcome).toBe('unfinished');
    },
  );
});
