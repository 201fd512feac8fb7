import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { METRICS, prometheusMetricName } from '@coldstart/conventions';
import type { MetricKey } from '@coldstart/conventions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { install, LIBRARIES_MISSING } from '../libraries/install.mjs';
import { findProgram } from '../src/programs/index.js';
import { freePort, startPrometheus } from '../src/prometheus/index.js';
import type { Prometheus, Sample } from '../src/prometheus/index.js';

/** The servers of sdk/examples and what must be seen of each, in the order of their begins. */
const EXAMPLES = [
  { name: 'onnxruntime', file: 'server.mjs', phases: ['runtime_init', 'weights_load', 'warmup'] },
  { name: 'onnxruntime', file: 'server.cjs', phases: ['runtime_init', 'weights_load', 'warmup'] },
  {
    name: 'transformers',
    file: 'server.mjs',
    phases: ['runtime_init', 'tokenizer_init', 'weights_load', 'warmup'],
  },
  {
    name: 'node-llama-cpp',
    file: 'server.mjs',
    phases: ['runtime_init', 'weights_load', 'cache_alloc', 'warmup'],
  },
] as const;

const prometheusProgram = findProgram('prometheus');
