/** A log that the generator writes over and over. */
export type Mix = 'quiet' | 'some' | 'all';

/** Of `some`, every so many-th line is one that the parser has a use for. */
const EVERY = 100;
const BYTES = 1 << 20;

/** In the forms of vLLM while it loads; no rule of its profile has a use for them. */
const QUIET = [
  '(EngineCore pid=7421) DEBUG 11-24 09:31:07 [shm_broadcast.py:512] no free piece of shared memory for 60 s, reader of rank 3 is not back.',
  'DEBUG 11-24 09:31:07 [pynccl.py:111] NCCL channel 07 : 1[19000] -> 0[18000] via P2P/CUMEM/read, ring 5, net plugin none, tree depth 2',
  '(Worker_TP2 pid=7466) WARNING 11-24 09:31:08 [custom_all_reduce.py:154] peer access between cards 2 and 3 is off, a slower path is taken',
  '(Worker_TP1 pid=7465) DEBUG 11-24 09:31:08 [parallel_state.py:1325] rank 1 in a world of 4 is DP rank 0, PP rank 0, TP rank 1, EP rank 1',
];

/** Each is read by a rule, and none makes the server ready. */
const READ = [
  '(EngineCore pid=7421) INFO 11-24 09:31:09 [default_loader.py:291] Loading weights took 41.27 seconds, of rank 0 of 4 on the host node-17-b',
  'Loading safetensors checkpoint shards:  47% Completed | 8/17 [00:19<00:21,  2.38s/it] of the weights below /models/hub/giant-70b-instruct',
  '(EngineCore pid=7421) INFO 11-24 09:31:12 [gpu_model_runner.py:2653] Model loading took 16.4601 GiB and 44.913846 seconds on node-17-b',
  '(Worker_TP1 pid=7465) INFO 11-24 09:31:20 [monitor.py:34] torch.compile takes 21.84 s in total, of rank 1 in a world of 4, on node-17-b',
];

export const READY_LINE = 'INFO:     Application startup complete.\n';

/** Whole lines, about 1 MiB; with the line feed each has about 134 bytes. */
export function logOf(mix: Mix): Buffer {
  const lines: string[] = [];
  let bytes = 0;
  for (let at = 0; bytes < BYTES; at++) {
    const read = mix === 'all' || (mix === 'some' && at % EVERY === 0);
    const from = read ? READ : QUIET;
    const turn = read && mix === 'some' ? at / EVERY : at;
    const line = `${from[turn % from.length] ?? ''}\n`;
    lines.push(line);
    bytes += Buffer.byteLength(line);
  }
  return Buffer.from(lines.join(''));
}
