import type { InstrumentationConfig } from '@opentelemetry/instrumentation';
import { LibraryInstrumentation } from '../library.js';
import type { Library } from '../library.js';
import { TRANSFORMERS } from './library.js';

/** Watches `@huggingface/transformers` 4. */
export class TransformersInstrumentation extends LibraryInstrumentation {
  protected override get library(): Library {
    return TRANSFORMERS;
  }

  constructor(config?: InstrumentationConfig) {
    super('@coldstart/sdk/transformers', config);
  }
}
