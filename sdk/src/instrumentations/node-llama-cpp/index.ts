import type { InstrumentationConfig } from '@opentelemetry/instrumentation';
import { LibraryInstrumentation } from '../library.js';
import type { Library } from '../library.js';
import { NODE_LLAMA_CPP } from './library.js';

/** Watches `node-llama-cpp` 3. */
export class NodeLlamaCppInstrumentation extends LibraryInstrumentation {
  protected override get library(): Library {
    return NODE_LLAMA_CPP;
  }

  constructor(config?: InstrumentationConfig) {
    super('@coldstart/sdk/node-llama-cpp', config);
  }
}
