import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { byteLength, onnxModel, provideModelFile, writeMessage } from '../../src/demo/model/index.js';
import { varint } from '../../src/demo/model/protobuf.js';
import { createEngine, importRuntime } from '../../src/demo/pod/engine.js';
import { readWeights } from '../../src/demo/pod/read.js';
import { MODEL_SHAPE } from '../../src/demo/plan.js';

const SMALL = { vocabulary: 50, hidden: 4, tables: 2, layers: 2 };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coldstart-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the ONNX writer', () => {
  it('writes a model that onnxruntime loads and runs', async () => {
    const path = join(folder, 'small.onnx');
    await writeMessage(path, onnxModel(SMALL));
    const { weights } = await readWeights(path, 1e9, () => undefined);
    const engine = await createEngine(await importRuntime(), weights, SMALL.vocabulary);
    const outputs = [await engine.infer(3, 1), await engine.infer(3, 2), await engine.infer(3, 1)];
    expect(outputs.every((output) => Number.isFinite(output) && Math.abs(output) < 1)).toBe(true);
    expect(outputs[0]).not.toBe(outputs[1]);
    expect(outputs[0]).toBe(outputs[2]);
  });

  it('knows the size of the file before it is written', async () => {
    const model = onnxModel(SMALL);
    const path = join(folder, 'small.onnx');
    await writeMessage(path, model);
    expect((await stat(path)).size).toBe(byteLength(model));
  });

  it('makes a model of at least 200 MB without holding it', () => {
    const before = process.memoryUsage().arrayBuffers;
    expect(byteLength(onnxModel(MODEL_SHAPE))).toBeGreaterThanOrEqual(200e6);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10e6);
  });

  it('says where it could not write', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const written = provideModelFile(SMALL, { runFolder: join(file, 'inside'), keep: false });
    await expect(written).rejects.toThrow(/file\/inside\/model\.onnx.*TMPDIR/s);
  });

  it('encodes integers as Protocol Buffers does', () => {
    const decode = (bytes: Uint8Array) =>
      bytes.reduce((sum, byte, index) => sum + (byte & 127) * 2 ** (7 * index), 0);
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        const bytes = varint(value);
        expect(decode(bytes)).toBe(value);
        expect([...bytes].map((byte) => byte >= 128)).toEqual(
          [...bytes].map((_, index) => index < bytes.length - 1),
        );
      }),
    );
  });
});

describe('reading the weights', () => {
  it('holds to the rate of the volume, gives every byte, and says where they came from', async () => {
    const path = join(folder, 'model.onnx');
    await writeMessage(path, [{ block: new Uint8Array(1000).fill(7), bytes: 4e6 }]);
    const heard: number[] = [];
    const startMs = performance.now();
    const { weights, source } = await readWeights(path, 20e6, (bytes) => heard.push(bytes));
    expect(performance.now() - startMs).toBeGreaterThan(195);
    expect(weights).toHaveLength(4e6);
    expect(weights.every((byte) => byte === 7)).toBe(true);
    expect(heard.at(-1)).toBe(4e6);
    expect(source).toBe(process.platform === 'linux' ? 'page_cache' : 'unknown');
  });
});
