import { MODEL_INPUT, MODEL_OUTPUT } from '../model/index.js';

type Runtime = Awaited<ReturnType<typeof importRuntime>>;

/** A loaded model. */
export interface Engine {
  /** One real inference over `tokens` tokens that follow from `seed`; the first number of its result. */
  infer(tokens: number, seed: number): Promise<number>;
}

/**
 * onnxruntime-node, loaded late so that its import is a part of the cold start that can be dated. Since 1.30 it reports
 * to Microsoft and leaves files in the temporary folder and in ~/.cache unless it is told not to before it is loaded.
 */
export async function importRuntime() {
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
  const { default: runtime } = await import('onnxruntime-node');
  return runtime;
}

/** Blocks the thread while onnxruntime parses the model. One thread, so that six pods share two cores in peace. */
export async function createEngine(
  runtime: Runtime,
  weights: Uint8Array,
  vocabulary: number,
): Promise<Engine> {
  const session = await runtime.InferenceSession.create(weights, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    enableCpuMemArena: false,
  });
  return {
    async infer(tokens, seed) {
      const ids = BigInt64Array.from({ length: tokens }, (_, index) =>
        BigInt((seed * 7919 + index * 104_729) % vocabulary),
      );
      const input = new runtime.Tensor('int64', ids, [1, tokens]);
      const result = await session.run({ [MODEL_INPUT]: input });
      return Number(result[MODEL_OUTPUT]?.data[0]);
    },
  };
}
