import { diagnostics } from '../diagnostics.js';
import { guarded } from '../guard.js';
import { hookImports } from './hook-imports.js';
import type { LibraryInstrumentation } from './library.js';
import { NodeLlamaCppInstrumentation } from './node-llama-cpp/index.js';
import { OnnxruntimeInstrumentation } from './onnxruntime/index.js';
import { sharedTracker } from './tracker/index.js';
import type { Tracker } from './tracker/index.js';
import { TransformersInstrumentation } from './transformers/index.js';

export { NodeLlamaCppInstrumentation, OnnxruntimeInstrumentation, TransformersInstrumentation };

/** Modules that the hooks have to look at; all others stay untouched. */
const MODULES = ['onnxruntime-common', 'onnxruntime-node', '@huggingface/transformers', 'node-llama-cpp'];

/** A server that listens and has begun no load after so long may never do so where we can see it. */
const NO_LOAD_MS = 30_000;

/** Instruments every library that is imported from now on. Never throws. */
export function instrumentImports(): void {
  guarded('the hooks for imports', undefined, () => {
    hookImports(MODULES);
  });
  guarded('the instrumentations', undefined, () => {
    new OnnxruntimeInstrumentation();
    new TransformersInstrumentation();
    new NodeLlamaCppInstrumentation();
    const tracker = sharedTracker();
    setTimeout(() => {
      if (tracker.isListening && !tracker.hasSeenLoad) {
        diagnostics.warn(
          `this server listens, but no load was seen, so /readyz says 503: ${whyNoLoad(tracker)}`,
        );
      }
    }, NO_LOAD_MS).unref();
  });
}

function whyNoLoad(tracker: Tracker): string {
  return tracker.hasSeenLibrary
    ? 'it may load at its first request, in a Worker or in a child process; then /readyz is no probe for it'
    : `none of ${MODULES.join(', ')} was imported in a version that is known; if a bundler has put one into the ` +
        'server, call manuallyInstrument of @coldstart/sdk/instrumentations with it';
}

let manual: readonly LibraryInstrumentation[] | null = null;

/**
 * Instruments a library that the hooks could not see: imported before them, or put into the server by a bundler. Takes
 * what `import * as library from '…'` gives. `false`, and a diagnostic, where it is no library that is known. Never
 * throws.
 */
export function manuallyInstrument(module: object): boolean {
  return guarded('manuallyInstrument', false, () => {
    manual ??= [
      new OnnxruntimeInstrumentation({ enabled: false }),
      new TransformersInstrumentation({ enabled: false }),
      new NodeLlamaCppInstrumentation({ enabled: false }),
    ];
    const known = manual.some((instrumentation) => instrumentation.manuallyInstrument(module));
    if (!known) {
      diagnostics.warn(`manuallyInstrument: this is none of ${MODULES.join(', ')}`);
    }
    return known;
  });
}
