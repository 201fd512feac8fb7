/** What servers write all day, of each kind a line: a word that stands in it is no sign of a line about the start. */
export const ORDINARY = [
  'INFO:     10.0.0.1:54212 - "POST /v1/chat/completions HTTP/1.1" 200 OK',
  '10.0.0.1 - - [01/Jan/2026:00:00:00 +0000] "GET /v1/models HTTP/1.1" 200 512 "-" "python-requests/2.32"',
  'INFO 01-02 03:04:05 [loggers.py:259] Engine 000: Avg prompt throughput: 12.5 tokens/s, Avg generation throughput: 6.3 tokens/s, Running: 1 reqs, Waiting: 0 reqs, GPU KV cache usage: 0.1%, Prefix cache hit rate: 0.0%',
  'INFO 01-02 03:04:05 [async_llm.py:261] Added request cmpl-0123456789abcdef, finished request, aborted request.',
  '[2026-01-02 03:04:05 TP0] Decode batch, #running-req: 1, #token: 512, token usage: 0.01, cuda graph: True, gen throughput (token/s): 110.0, #queue-req: 0',
  '[2026-01-02 03:04:05 TP0] Prefill batch, #new-seq: 1, #new-token: 7, #cached-token: 0, input throughput (token/s): 9.5',
  '2026-01-02T03:04:05.678901Z  INFO generate{parameters=GenerateParameters { best_of: None }}: text_generation_router::server: Success total_time="1.2s" inference_time="1.2s" time_per_token="12ms"',
  'DEBUG WARNING ERROR request response latency error warning value version default using model server worker process',
  // Processes put their names before each of their lines.
  '(APIServer pid=1) (EngineCore_DP0 pid=191) (Worker_TP0_EP0 pid=512) (VllmWorkerProcess pid=9) (RayWorkerWrapper pid=7)',
].join('\n');
