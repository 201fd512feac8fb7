import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Library, Namespace } from '../library.js';
import { patch, unpatch } from '../patch.js';
import { modelNameOfFile } from '../tracker/index.js';
import type { Tracker } from '../tracker/index.js';
import { whenSettled } from '../when-settled.js';

const SERVER = 'node-llama-cpp';

/** Makers of contexts, which is where the KV cache and the buffers for computing are allocated. */
const CONTEXTS = ['createContext', 'createEmbeddingContext', 'createRankingContext'];

/** What every inference with a sequence of tokens ends in; not a part of the public API, so it may be missing. */
const EVALUATE = '_evaluate';
const EMBED = 'getEmbeddingFor';

const SHARD = /-\d{5}-of-(\d{5})\.gguf$/;

type Generate = (this: unknown, ...args: never[]) => AsyncGenerator<unknown, unknown, unknown>;

export const NODE_LLAMA_CPP: Library = {
  module: 'node-llama-cpp',
  versions: '>=3.0.0 <4',
  owns: (namespace) =>
    typeof namespace['getLlama'] === 'function' && typeof namespace['LlamaModel'] === 'function',
  patch(namespace, tracker) {
    patchRuntime(namespace, tracker);
    patch(prototypeOf(namespace, 'Llama'), 'loadModel', (original) => {
      return function (this: unknown, ...args: never[]) {
        return tracker.during(
          () => ({ ...modelOf(args[0]), server: SERVER, phase: 'weights_load' }),
          () => original.apply(this, args) as Promise<unknown>,
        );
      };
    });
    for (const name of CONTEXTS) {
      patch(prototypeOf(namespace, 'LlamaModel'), name, (original) => {
        return function (this: unknown, ...args: never[]) {
          const active = tracker.ownerOf(this as object);
          return tracker.during(
            () =>
              active === null || active.over
                ? null
                : { model: active.model, server: SERVER, phase: 'cache_alloc' },
            () => original.apply(this, args) as Promise<unknown>,
          );
        };
      });
    }
    patchInference(namespace, tracker);
  },
  unpatch(namespace) {
    unpatch(namespace['Llama'], '_create');
    unpatch(prototypeOf(namespace, 'Llama'), 'loadModel');
    CONTEXTS.forEach((name) => {
      unpatch(prototypeOf(namespace, 'LlamaModel'), name);
    });
    unpatch(prototypeOf(namespace, 'LlamaContextSequence'), EVALUATE);
    unpatch(prototypeOf(namespace, 'LlamaEmbeddingContext'), EMBED);
  },
};

/** `getLlama` ends in this: the backend is chosen, tried in a process of its own, and started. */
function patchRuntime(namespace: Namespace, tracker: Tracker): void {
  patch(namespace['Llama'], '_create', (original) => {
    return async function (this: unknown, ...args: never[]) {
      const llama = await (original.apply(this, args) as Promise<unknown>);
      tracker.libraryReady();
      return llama;
    };
  });
}

function patchInference(namespace: Namespace, tracker: Tracker): void {
  patch(prototypeOf(namespace, 'LlamaContextSequence'), EVALUATE, (original) => {
    return function (this: unknown, ...args: never[]) {
      const tokens = (original as Generate).apply(this, args);
      return tracker.isWatching ? watched(tokens, () => tracker.inference(modelBehind(this))) : tokens;
    };
  });
  patch(prototypeOf(namespace, 'LlamaEmbeddingContext'), EMBED, (original) => {
    return function (this: unknown, ...args: never[]) {
      const done = tracker.inference(modelBehind(this));
      const result = original.apply(this, args);
      return done === null ? result : whenSettled(result, done);
    };
  });
}

/** The inference begins when somebody asks for the first token, which may be never. */
async function* watched(
  tokens: AsyncGenerator<unknown, unknown, unknown>,
  begin: () => (() => void) | null,
): AsyncGenerator<unknown, unknown, unknown> {
  const done = begin();
  try {
    return yield* tokens;
  } finally {
    done?.();
  }
}

function prototypeOf(namespace: Namespace, name: string): unknown {
  const constructor = namespace[name];
  return typeof constructor === 'function' ? constructor.prototype : undefined;
}

function modelBehind(context: unknown): object {
  const { model } = context as { readonly model?: unknown };
  return typeof model === 'object' && model !== null ? model : (context as object);
}

function modelOf(options: unknown): { model: string; bytes: number | null } {
  const { modelPath } = (options ?? {}) as { readonly modelPath?: unknown };
  return typeof modelPath === 'string'
    ? { model: modelNameOfFile(modelPath), bytes: bytesOf(modelPath) }
    : { model: 'gguf-model', bytes: null };
}

/** A model may be cut into shards, of which the path names the first. */
function bytesOf(file: string): number | null {
  const shard = SHARD.exec(file);
  const files =
    shard === null
      ? [file]
      : readdirSync(dirname(file))
          .filter((name) => name.startsWith(basename(file).slice(0, -shard[0].length)) && SHARD.test(name))
          .map((name) => join(dirname(file), name));
  const sum = files.reduce((all, each) => all + (statSync(each, { throwIfNoEntry: false })?.size ?? 0), 0);
  return sum > 0 ? sum : null;
}
