import type { Phase } from '@coldstart/conventions';
import type { Library } from '../library.js';
import { patch, unpatch } from '../patch.js';
import { modelNameOfId } from '../tracker/index.js';
import { watchFetch } from './fetch.js';

const SERVER = 'transformers.js';

/**
 * Static `from_pretrained` of these classes, and the phase that it is. The weights themselves are loaded by
 * onnxruntime, whose instrumentation sees that from inside; here it is only known whose they are.
 */
const CLASSES: Readonly<Record<string, Phase | null>> = {
  PreTrainedModel: null,
  AutoTokenizer: 'tokenizer_init',
  PreTrainedTokenizer: 'tokenizer_init',
  AutoProcessor: 'tokenizer_init',
  Processor: 'tokenizer_init',
  AutoImageProcessor: 'tokenizer_init',
  AutoFeatureExtractor: 'tokenizer_init',
};

const LOAD = 'from_pretrained';

export const TRANSFORMERS: Library = {
  module: '@huggingface/transformers',
  versions: '>=4.0.0 <5',
  owns: (namespace) => typeof namespace['PreTrainedModel'] === 'function' && 'env' in namespace,
  patch(namespace, tracker) {
    for (const [name, phase] of Object.entries(CLASSES)) {
      patch(namespace[name], LOAD, (original) => {
        return function (this: unknown, ...args: never[]) {
          const id: unknown = args[0];
          return tracker.during(
            () => (typeof id === 'string' ? { model: modelNameOfId(id), server: SERVER, phase } : null),
            () => original.apply(this, args) as Promise<unknown>,
          );
        };
      });
    }
    patch(namespace['env'], 'fetch', (original) => watchFetch(original, tracker));
  },
  unpatch(namespace) {
    for (const name of Object.keys(CLASSES)) {
      unpatch(namespace[name], LOAD);
    }
    unpatch(namespace['env'], 'fetch');
  },
};
