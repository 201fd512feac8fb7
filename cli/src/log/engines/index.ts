import type { Profile } from '../profile/index.js';
import { nim } from './nim.js';
import { rayServe } from './ray-serve.js';
import { trtllm } from './trtllm.js';
import { vllm } from './vllm.js';

/**
 * The servers whose logs are known. Where lines of several stand in one log, the first one here is the server: a host
 * before the engine that it runs.
 */
export const ENGINES: readonly Profile[] = [nim, vllm, trtllm, rayServe];
