import { statSync } from 'node:fs';
import type { Library, Namespace } from '../library.js';
import { patch, unpatch } from '../patch.js';
import { modelNameOfFile } from '../tracker/index.js';
import { whenSettled } from '../when-settled.js';

const SERVER = 'onnxruntime-node';

/** Tensors too large for the model's own file lie beside it under one of these endings. */
const EXTERNAL_DATA = ['', '_data', '.data'];

interface SessionClass {
  readonly prototype: object;
}

/** All ways to onnxruntime end in the classes of `onnxruntime-common`. */
export const ONNXRUNTIME: Library = {
  module: 'onnxruntime-common',
  versions: '>=1.16.0 <2',
  alsoNeeds: 'onnxruntime-node',
  owns: (namespace) => sessionOf(namespace) !== null && typeof namespace['registerBackend'] === 'function',
  patch(namespace, tracker) {
    const session = sessionOf(namespace);
    patch(session, 'create', (original) => {
      return function (this: unknown, ...args: never[]) {
        return tracker.during(
          () => ({ ...modelOf(args[0]), server: SERVER, phase: 'weights_load' }),
          () => original.apply(this, args) as Promise<unknown>,
        );
      };
    });
    patch(session?.prototype, 'run', (original) => {
      return function (this: unknown, ...args: never[]) {
        const done = tracker.inference(this as object);
        const result = original.apply(this, args);
        return done === null ? result : whenSettled(result, done);
      };
    });
  },
  unpatch(namespace) {
    const session = sessionOf(namespace);
    unpatch(session, 'create');
    unpatch(session?.prototype, 'run');
  },
};

function sessionOf(namespace: Namespace): SessionClass | null {
  const session = namespace['InferenceSession'];
  return typeof session === 'function' && 'create' in session ? session : null;
}

/** A session is made from a path, or from bytes that somebody has read before. */
function modelOf(source: unknown): { model: string; bytes: number | null } {
  if (typeof source === 'string') {
    return { model: modelNameOfFile(source), bytes: bytesOf(source) };
  }
  const bytes = ArrayBuffer.isView(source) || source instanceof ArrayBuffer ? source.byteLength : null;
  return { model: 'onnx-model', bytes };
}

function bytesOf(file: string): number | null {
  const sizes = EXTERNAL_DATA.map((ending) => statSync(file + ending, { throwIfNoEntry: false })?.size ?? 0);
  const sum = sizes.reduce((all, size) => all + size, 0);
  return sum > 0 ? sum : null;
}
