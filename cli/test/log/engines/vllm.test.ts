import { describe, expect, it } from 'vitest';
import { compileProfile, detectByCommand, ENGINES, modelOfCommand } from '../../../src/log/index.js';
import { vllm } from '../../../src/log/engines/vllm.js';
import { wordsOf } from '../../../src/log/scan/index.js';
import { compose, cri, dockerJson, fixture, phasesOf, reportOf } from './log.js';

describe('vLLM, V0', () => {
  it('dates the load of 0.4 by the attention backend, since no line begins it', () => {
    const report = reportOf(fixture('vllm-0.4-local.log'));
    expect(report).toMatchObject({
      server: 'vllm',
      version: '0.4.1',
      model: '/srv/models/mini-7b',
      outcome: 'ready',
      total_s: 30,
      unattributed_s: 2,
    });
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..5',
      'weights_load 5..17',
      'cache_alloc 17..21',
      'graph_capture 23..30',
    ]);
  });

  it('takes the earliest start and the latest end of two ranks, and the bar as the read', () => {
    const report = reportOf(fixture('vllm-0.6-tp2.log'));
    expect(report).toMatchObject({ version: '0.6.4.post1', model: 'acme/lion-13b', outcome: 'ready' });
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..23',
      'weights_load 23..42',
      'weights_read 24..40',
      'cache_alloc 42..48',
      'graph_capture 52..65',
    ]);
    expect(report.warnings).toEqual([]);
  });

  it('counts memory profiling and blocks of 0.7 as one', () => {
    const report = reportOf(fixture('vllm-0.7-v0-memory.log'));
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..21',
      'weights_load 21..24',
      'cache_alloc 24..28',
      'graph_capture 31..42',
    ]);
    expect(report.total_s).toBe(43);
  });
});

describe('vLLM, V1', () => {
  it('tells a download from the load around it, and two ranks by their numbers', () => {
    const report = reportOf(fixture('vllm-0.8-tp2-download.log'));
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..32',
      'weights_load 32.75..84 x2',
      'weights_fetch 33.5..75',
      'weights_read 75.25..83 x2',
      // 6 + 22.5 s, which ended with the line before the sum.
      'compile 84.5..113 x2',
      'cache_alloc 113..119',
      'graph_capture 119..141 x2',
    ]);
    expect(report.phases.map(({ weights_source }) => weights_source)).toEqual([
      undefined,
      'remote',
      'remote',
      'remote',
      undefined,
      undefined,
      undefined,
    ]);
    expect(report.phases.find(({ phase }) => phase === 'weights_load')?.printed_s).toBe(50.5);
    expect(report).toMatchObject({ outcome: 'ready', total_s: 142 });
  });

  it('sees a compiled graph come from the cache, in colours', () => {
    const report = reportOf(fixture('vllm-0.11-warm.log'));
    expect(report).toMatchObject({ version: '0.11.0', model: 'acme/heron-4b', total_s: 43 });
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..17',
      'weights_load 17.25..22',
      'weights_read 18.5..22',
      'compile 22.75..31',
      'cache_alloc 31..34',
      'graph_capture 35..42',
    ]);
  });

  it('keeps the steps of a warm-up apart that lie apart', () => {
    const report = reportOf(fixture('vllm-0.20-cold.log'));
    expect(report).toMatchObject({
      version: '0.20.0',
      model: 'acme/lynx-vl-30b',
      outcome: 'ready',
      total_s: 246,
      warnings: [],
    });
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..38',
      'weights_load 38.5..72',
      'weights_read (prefetch) 40..52',
      'weights_read 40.75..71',
      'compile 77.5..128',
      'warmup (first run) 128.25..178',
      'cache_alloc 178..201',
      'warmup (FlashInfer autotuning) 202.5..207.75',
      'warmup (DeepGEMM) 207.75..212.75',
      'graph_capture 213..225',
      'warmup (multi-modal) 230.75..246',
    ]);
  });

  it('adds the read of a drafter to that of the model', () => {
    const report = reportOf(fixture('vllm-0.25-drafter.log'));
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..5',
      'weights_load 5.5..35',
      'weights_read 5.75..34',
      'compile 38.25..40',
      'warmup (first run) 40.5..42',
      'cache_alloc 42..55',
      'warmup (kernels) 56..70',
      'graph_capture 71..76',
      'warmup (chat template) 77.75..78',
    ]);
    expect(report.phases.find(({ phase }) => phase === 'weights_read')?.printed_s).toBe(26.75);
    // What lies between the two reads is no disagreement.
    expect(report.warnings).toEqual([]);
  });

  it('reads the other forms that a line has had', () => {
    const between = (lines: string[]): string[] =>
      phasesOf(
        reportOf(
          [
            'INFO 06-01 10:00:00 [gpu_model_runner.py:1] Starting to load model acme/finch...',
            ...lines,
            'INFO:     Application startup complete.',
          ].join('\n'),
        ),
      );
    expect(
      between([
        'INFO 06-01 10:00:10 [gpu_model_runner.py:1] Model loading took 3.5 GiB and 9.500000 seconds',
        'INFO 06-01 10:01:00 [monitor.py:48] torch.compile and initial profiling/warmup run together took 45.50 s in total',
        'INFO 06-01 10:01:02 [worker.py:357] GPU KV cache size: 443,648 tokens',
      ]),
    ).toEqual(['weights_load 0.5..10', 'compile 14.5..60', 'cache_alloc 60..62']);
    expect(
      between([
        'INFO 06-01 10:00:10 [monitor.py:35] torch.compile and initial profiling run took 5.50 s in total',
        'INFO 06-01 10:00:14 [cpu_model_runner.py:77] Warming up model for the compilation...',
        'INFO 06-01 10:00:20 [cpu_model_runner.py:87] Warming up done.',
      ]).slice(1),
    ).toEqual(['compile 4.5..10', 'warmup (CPU) 14..20']);
    for (const bar of [
      'Multi-thread loading shards: 100% Completed | 4/4 [00:12<00:00,  3.0s/it]',
      'Loading safetensors using Fastsafetensor loader: 100% Completed | 4/4 [00:12<00:00,  3.0s/it]',
      'Loading safetensors using Runai Model Streamer: 100% Completed | 4/4 [00:12<00:00,  3.0s/it]',
      'Loading pt checkpoint shards: 100% Completed | 4/4 [00:12<00:00,  3.0s/it]',
    ]) {
      expect(between([bar])).toContain('weights_read 0..12');
    }
    expect(
      between([
        'INFO 06-01 10:00:30 file_streamer.py:69] [RunAI Streamer] Overall time to stream 60.0 GiB of all files to cpu: 25.5s, 2.4 GiB/s',
      ]),
    ).toContain('weights_read 4.5..30');
    expect(
      between([
        'INFO 06-01 10:00:30 [tensorizer.py:650] Deserialized 13.5 GB in 10.25s, 1.3 GB/s',
        'INFO 06-01 10:00:40 [deep_gemm.py:1] DeepSeek V4 mHC warmup finished in 0.50 seconds.',
      ]).slice(1),
    ).toEqual(['weights_read 19.75..30', 'warmup (kernels) 39.5..40']);
  });

  it('reads the lines of Gaudi, of TPUs and of JIT kernels', () => {
    const report = reportOf(
      [
        'INFO 06-01 10:00:00 hpu_model_runner.py:1] Starting to load model acme/finch...',
        'INFO 06-01 10:00:10 hpu_model_runner.py:1] Loading model weights took 14.5 GB',
        'INFO 06-01 10:00:20 [tpu_model_runner.py:1] Compilation finished in 6.00 [secs].',
        'INFO 06-01 10:00:30 [tpu_model_runner.py:1] Compilation finished in 8.00 [secs].',
        'INFO 06-01 10:00:32 hpu_executor.py:1] # HPU blocks: 4096, # CPU blocks: 256',
        'INFO 06-01 10:01:32 hpu_model_runner.py:1] Warmup finished in 49 secs, allocated 14.19 GiB of device memory',
        'INFO 06-01 10:01:33 [kernel_warmup.py:1] JIT kernel warmup starting.',
        'INFO 06-01 10:01:40 [kernel_warmup.py:1] JIT kernel warmup finished in 6.50s.',
      ].join('\n'),
    );
    expect(phasesOf(report)).toEqual([
      'weights_load 0..10',
      'compile 14..30',
      'cache_alloc 30..32',
      'warmup (HPU) 43..92',
      'warmup (JIT kernels) 93.5..100',
    ]);
  });

  it('ends what no line ends where the next step begins', () => {
    const report = reportOf(
      [
        '(EngineCore pid=7) INFO 06-01 10:00:00 [gpu_model_runner.py:1] Loading model from scratch...',
        'model.safetensors:  99%|█████████▉| 4.95G/4.98G [00:07<00:00, 700MB/s]',
        '(EngineCore pid=7) INFO 06-01 10:00:10 [default_loader.py:1] Loading weights took 2.50 seconds',
        '(EngineCore pid=7) INFO 06-01 10:00:12 [model_runner.py:1] Model loading took 3.5 GiB and 11.500000 seconds',
        '(EngineCore pid=7) INFO 06-01 10:00:15 [kv_cache_utils.py:1] GPU KV cache size: 9,000 tokens',
        '(EngineCore pid=7) INFO 06-01 10:00:16 [qwen_triton_warmup.py:1] Warming up Qwen Triton kernels for model_type=x.',
        '(EngineCore pid=7) INFO 06-01 10:00:21 [core.py:1] init engine (profile, create kv cache, warmup model) took 9.10 s',
        '(APIServer pid=1) INFO:     Application startup complete.',
      ].join('\n'),
    );
    expect(phasesOf(report)).toEqual([
      'weights_fetch 0..10',
      'weights_load 0.5..12',
      'weights_read 7.5..10',
      'cache_alloc 12..15',
      'warmup (kernels) 16..21',
    ]);
  });

  it('takes the ranks of two engines side by side', () => {
    const report = reportOf(
      [
        '(EngineCore_DP0 pid=7) INFO 06-01 10:00:04 [gpu_model_runner.py:1] Starting to load model acme/finch...',
        '(EngineCore_DP1 pid=8) INFO 06-01 10:00:00 [gpu_model_runner.py:1] Starting to load model acme/finch...',
        '(EngineCore_DP1 pid=8) INFO 06-01 10:00:10 [gpu_model_runner.py:1] Model loading took 3.5 GiB memory and 9.500000 seconds',
        '(EngineCore_DP0 pid=7) INFO 06-01 10:00:15 [gpu_model_runner.py:1] Model loading took 3.5 GiB memory and 10.500000 seconds',
      ].join('\n'),
    );
    expect(phasesOf(report)).toEqual(['weights_load -3.5..11 x2']);
  });
});

describe('vLLM under Ray Serve', () => {
  it('counts the lines once that Ray repeats, late and with their old stamps', () => {
    const report = reportOf(fixture('vllm-0.10-ray-serve.log'));
    expect(report).toMatchObject({
      server: 'vllm',
      version: '0.10.2',
      model: 'acme/owl-70b',
      outcome: 'ready',
      total_s: 242.25,
    });
    expect(phasesOf(report)).toEqual([
      'runtime_init 0..60',
      'weights_load 60.5..203 x2',
      'weights_fetch 61.75..181',
      'weights_read 181.5..202 x2',
      'compile 203..216',
      'cache_alloc 216..225',
      'graph_capture 225..240',
    ]);
  });

  it('calls a server ready that answers, where no line says so', () => {
    const [start] = fixture('vllm-0.10-ray-serve.log').split('INFO 2025-09-09 15:04:02');
    expect(reportOf(start ?? '').outcome).toBe('unfinished');
    const served = `${start ?? ''}(APIServer pid=1) INFO 09-09 15:04:30 [loggers.py:259] Engine 000: Avg prompt throughput: 2.2 tokens/s`;
    expect(reportOf(served)).toMatchObject({ outcome: 'ready', total_s: 270 });
  });
});

describe('vLLM that does not become ready', () => {
  it('failed, and says why rather than that', () => {
    const report = reportOf(fixture('vllm-out-of-memory.log'));
    expect(report.outcome).toBe('failed');
    expect(report.warnings[0]).toMatch(/^it says: torch\.OutOfMemoryError: CUDA out of memory\. Tried/);
    expect(phasesOf(report)).toEqual(['runtime_init 0..18', 'weights_load 18..']);
  });

  it.each([
    ['ERROR 01-18 11:13:49 [multiproc_executor.py:522] WorkerProc failed to start.'],
    ['ERROR 01-18 11:13:49 [multiproc_executor.py:522] WorkerProc hit an exception.'],
    [
      'ERROR 01-18 11:13:49 [multiproc_executor.py:230] Worker proc VllmWorker-1 died unexpectedly, shutting down executor.',
    ],
    ['RuntimeError: Engine process failed to start. See stack trace for the root cause.'],
    ['ValueError: No available memory for the cache blocks. Try increasing `gpu_memory_utilization`'],
    ['vllm: error: unrecognized arguments: --tensor-paralel-size 2'],
  ])('failed with the line %s', (line) => {
    const log = `INFO 01-18 11:13:40 [__init__.py:239] Automatically detected platform cuda.\n${line}\n`;
    expect(reportOf(log).outcome).toBe('failed');
  });

  it('is not ready because its port is bound and its routes are printed', () => {
    const [loading] = fixture('vllm-0.20-cold.log').split('(APIServer pid=1) INFO:');
    expect(reportOf(loading ?? '').outcome).toBe('unfinished');
  });

  it('was killed in a download that its bars prove', () => {
    const log = [
      'INFO 01-18 11:13:40 [gpu_model_runner.py:3562] Starting to load model acme/bear-70b...',
      '\rmodel-00001-of-00002.safetensors:   0%|          | 0.00/9.98G [00:00<?, ?B/s]',
      '\rmodel-00002-of-00002.safetensors:   0%|          | 0.00/9.98G [00:00<?, ?B/s]',
      '\rmodel-00001-of-00002.safetensors:  42%|████▏     | 4.19G/9.98G [00:31<00:43, 133MB/s]',
      '\rmodel-00002-of-00002.safetensors:  40%|████      | 4.01G/9.98G [00:30<00:44, 133MB/s]\n',
    ].join('');
    const report = reportOf(log);
    expect(report).toMatchObject({ outcome: 'unfinished', total_s: 31 });
    expect(phasesOf(report)).toEqual(['weights_load 0..', 'weights_fetch 0..']);
    expect(report.phases[1]?.weights_source).toBe('remote');
  });
});

describe('vLLM in a container', () => {
  const LOG = [
    '(EngineCore_DP0 pid=9) INFO 02-02 20:00:00 [gpu_model_runner.py:1] Starting to load model acme/wren...',
    '(EngineCore_DP0 pid=9) INFO 02-02 20:00:40 [default_loader.py:1] Loading weights took 0.50 seconds',
    '(EngineCore_DP0 pid=9) INFO 02-02 20:00:40 [gpu_model_runner.py:1] Model loading took 1.5000 GiB memory and 1.250000 seconds',
    '(EngineCore_DP0 pid=9) INFO 02-02 20:00:50 [kv_cache_utils.py:1] GPU KV cache size: 10,000 tokens',
    '(EngineCore_DP0 pid=9) INFO 02-02 20:00:50 [gpu_model_runner.py:1] Graph capturing finished in 1 secs, took 0.10 GiB',
    '(APIServer pid=1) INFO:     Application startup complete.',
  ].join('\n');

  it.each([
    ['Kubernetes', cri],
    ['Docker', dockerJson],
    ['docker compose', compose],
  ])('goes by the stamps of %s, not by its own', (_, wrapped) => {
    const report = reportOf(wrapped(LOG));
    expect(phasesOf(report)).toEqual([
      'weights_read 0.5..1',
      'weights_load 0.75..2',
      'cache_alloc 2..3',
      'graph_capture 3..4',
    ]);
    expect(report.total_s).toBe(5);
  });

  it('says something true of every beginning of its log', () => {
    const lines = fixture('vllm-0.20-cold.log').split('\n');
    const readyAt = lines.findIndex((line) => line.includes('Application startup complete.'));
    for (let count = 5; count <= lines.length; count++) {
      const report = reportOf(lines.slice(0, count).join('\n'));
      expect(report.outcome).toBe(count > readyAt ? 'ready' : 'unfinished');
      for (const { start_s, end_s } of report.phases) {
        expect(end_s).toBeGreaterThanOrEqual(start_s);
      }
    }
  });
});

describe('The profile of vLLM', () => {
  it.each([
    [['vllm', 'serve', 'acme/wren', '--port', '80'], 'acme/wren'],
    [['/opt/venv/bin/python3', '-m', 'vllm.entrypoints.openai.api_server', '--model=acme/wren'], 'acme/wren'],
    [['bash', '-c', 'exec vllm serve acme/wren'], 'acme/wren'],
  ])('knows the command %j', (command, model) => {
    expect(detectByCommand(command, ENGINES)?.server).toBe('vllm');
    expect(modelOfCommand(vllm, command, {})).toBe(model);
  });

  it('has a word in each of its patterns that a live log can be searched for', () => {
    const { rules } = compileProfile(vllm, new Map());
    expect(wordsOf(rules.flatMap(({ patterns }) => patterns))).not.toBeNull();
  });
});
