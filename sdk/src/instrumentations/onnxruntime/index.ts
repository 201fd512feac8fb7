import type { InstrumentationConfig } from '@opentelemetry/instrumentation';
import { LibraryInstrumentation } from '../library.js';
import type { Library } from '../library.js';
import { ONNXRUNTIME } from './library.js';

/** Watches `onnxruntime-node`, from 1.16 on. */
export class OnnxruntimeInstrumentation extends LibraryInstrumentation {
  protected override get library(): Library {
    return ONNXRUNTIME;
  }

  constructor(config?: InstrumentationConfig) {
    super('@coldstart/sdk/onnxruntime', config);
  }
}
