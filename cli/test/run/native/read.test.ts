import { describe, expect, it } from 'vitest';
import { nativeSource, readNative } from '../../../src/run/native/index.js';
import { serveHttp } from '../ready/servers.js';

/** Serves these pages one after the other, the last one for ever. */
async function read(server: string, ...pages: readonly (string | number)[]) {
  let asked = 0;
  const host = await serveHttp((_, response) => {
    const page = pages[Math.min(asked, pages.length - 1)] ?? 404;
    asked += 1;
    response.writeHead(typeof page === 'number' ? page : 200).end(typeof page === 'number' ? '' : page);
  });
  const signal = new AbortController().signal;
  const reading = await readNative({ server, port: host.port, readAtMs: [0, 5, 10], signal });
  const short = reading.figures.map(({ phase, seconds, model }) => [
    phase,
    Number(seconds.toFixed(6)),
    model,
  ]);
  return { short, ...reading, paths: host.requests.map(({ url }) => url) };
}

const SGLANG_PAGE = `
# TYPE sglang:startup_time_seconds gauge
sglang:startup_time_seconds{model_name="tiny",phase="load_weight",tp_rank="0"} 11.25
sglang:startup_time_seconds{model_name="tiny",phase="load_weight",tp_rank="1"} 12.5
sglang:startup_time_seconds{model_name="tiny",phase="kv_cache_allocation"} 0.75
sglang:startup_time_seconds{model_name="tiny",phase="scheduler_e2e"} 40
sglang:startup_cuda_graph_time_seconds{phase="decode",tp_rank="0"} 6
sglang:startup_cuda_graph_time_seconds{phase="decode",tp_rank="1"} 6.5
sglang:startup_cuda_graph_time_seconds{phase="prefill"} 2
`;

describe('the figures of the server itself', () => {
  it('of SGLang are those of the slowest rank; graphs of both kinds add up', async () => {
    const { short, paths, why } = await read('sglang', SGLANG_PAGE);
    expect(short).toEqual([
      ['weights_load', 12.5, null],
      ['cache_alloc', 0.75, null],
      ['graph_capture', 8.5, null],
    ]);
    expect(paths).toEqual(['/metrics']);
    expect(why).toBeNull();
  });

  it('of SGLang before August 2026 are always 0 and are none', async () => {
    const { figures, why } = await read(
      'sglang',
      'sglang:engine_startup_time 0\nsglang:engine_load_weights_time 0\nsglang:startup_time_seconds{phase="load_weight"} 0',
    );
    expect(figures).toEqual([]);
    expect(why).toContain('has no such figure; it needs --enable-metrics');
  });

  it('of a NIM are those of the engine inside', async () => {
    const { short, paths } = await read('nim', SGLANG_PAGE);
    expect(short[0]).toEqual(['weights_load', 12.5, null]);
    expect(paths).toEqual(['/v1/metrics']);
  });

  it('of Triton are one for each model', async () => {
    const page = [
      'nv_model_load_duration_secs{model="encoder",version="1"} 1.61',
      'nv_model_load_duration_secs{model="decoder",version="1"} 30.2',
      'nv_model_load_duration_secs{model="decoder",version="2"} 33.9',
      'nv_model_load_duration_secs{model="unloaded",version="1"} 0',
    ].join('\n');
    expect((await read('triton', page)).short).toEqual([
      ['weights_load', 1.61, 'encoder'],
      ['weights_load', 33.9, 'decoder'],
    ]);
  });

  it('of TorchServe are milliseconds, with the start of the worker', async () => {
    const page = [
      'WorkerLoadTime{WorkerName="W-9000-tiny_1.0",Level="Host",Hostname="h",} 8123.0',
      'WorkerLoadTime{WorkerName="W-9001-tiny_1.0",Level="Host",Hostname="h",} 9876.0',
    ].join('\n');
    const { short, figures } = await read('torchserve', page);
    expect(short).toEqual([['weights_load', 9.876, null]]);
    expect(figures[0]?.extent).toBe('includes');
  });

  it('of Ray Serve are the mean of a histogram, of the slowest deployment', async () => {
    const page = ['a', 'b']
      .flatMap((deployment, index) => [
        `ray_serve_replica_initialization_latency_ms_bucket{deployment="${deployment}",le="+Inf"} 2`,
        `ray_serve_replica_initialization_latency_ms_sum{deployment="${deployment}"} ${20_000 * (index + 1)}`,
        `ray_serve_replica_initialization_latency_ms_count{deployment="${deployment}"} 2`,
      ])
      .concat(
        'ray_serve_replica_startup_latency_ms_sum{deployment="a"} 5',
        'ray_serve_replica_startup_latency_ms_count{deployment="a"} 0',
      )
      .join('\n');
    expect((await read('ray-serve', page)).short).toEqual([[null, 20, null]]);
  });

  it('of TensorRT-LLM stand in a JSON answer', async () => {
    const body = { startup_metrics: { model_loader: { total_model_loading_seconds: 48.5 } } };
    const { short, paths, figures } = await read('trtllm', JSON.stringify(body));
    expect(short).toEqual([['weights_load', 48.5, null]]);
    expect(paths).toEqual(['/server_info']);
    expect(figures[0]?.source).toBe('startup_metrics.model_loader.total_model_loading_seconds');
    for (const other of [
      '',
      'null',
      '{}',
      '{"startup_metrics":{"model_loader":{"total_model_loading_seconds":"48"}}}',
    ]) {
      expect((await read('trtllm', other)).figures).toEqual([]);
    }
  });

  it('are waited for where the page has them later, and asked for no more than that', async () => {
    const late = await read('sglang', 503, 'nothing 1', SGLANG_PAGE);
    expect(late.figures).toHaveLength(3);
    const never = await read('sglang', 404);
    expect(never.paths).toHaveLength(3);
    expect(never.why).toContain('answered 404; it needs --enable-metrics');
  });

  it('are none of a server that tells none, that does not answer, or that ended', async () => {
    expect(nativeSource('ollama')).toBeNull();
    expect((await read('ollama', SGLANG_PAGE)).why).toBe('ollama tells no durations of its own');
    expect((await read('constructor', SGLANG_PAGE)).paths).toEqual([]);
    const host = await serveHttp((_, response) => response.end(SGLANG_PAGE));
    host.close();
    const signal = new AbortController().signal;
    const refused = await readNative({ server: 'sglang', port: host.port, readAtMs: [0], signal });
    expect(refused.why).toContain('did not answer');
    const ended = await readNative({ server: 'sglang', port: host.port, signal: AbortSignal.abort() });
    expect(ended.why).toContain('the server ended');
  });
});
