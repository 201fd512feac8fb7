import type { Profile } from '../profile/index.js';
import { kserve } from './kserve.js';
import { llamaCpp } from './llama-cpp.js';
import { nim } from './nim.js';
import { ollama } from './ollama.js';
import { rayServe } from './ray-serve.js';
import { sglang } from './sglang.js';
import { tgi } from './tgi.js';
import { torchserve } from './torchserve.js';
import { transformers } from './transformers.js';
import { triton } from './triton.js';
import { trtllm } from './trtllm.js';
import { vllm } from './vllm.js';

/**
 * The servers whose logs are known. Where lines of several stand in one log, the first one here is the server: a host
 * before the engine that it runs.
 */
export const ENGINES: readonly Profile[] = [
  nim,
  ollama,
  torchserve,
  triton,
  kserve,
  sglang,
  vllm,
  trtllm,
  tgi,
  rayServe,
  llamaCpp,
  transformers,
];
