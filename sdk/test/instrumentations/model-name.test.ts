import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelNameOfFile, modelNameOfId } from '../../src/instrumentations/tracker/index.js';
import { localSource } from '../../src/instrumentations/tracker/weights-source.js';

describe('the name of a model', () => {
  it.each([
    ['/models/chat.onnx', 'chat'],
    ['chat.gguf', 'chat'],
    ['/models/llama-3.1-8b-instruct.Q4_K_M.gguf', 'llama-3.1-8b-instruct.Q4_K_M'],
    ['/models/big-00001-of-00003.gguf', 'big'],
    ['/models/bge-small/onnx/model.onnx', 'bge-small'],
    ['/models/bge-small/onnx/model_quantized.onnx', 'bge-small'],
    ['/models/whisper/onnx/encoder_model.onnx', 'whisper'],
    ['/models/whisper/decoder_model_merged_q4.onnx', 'whisper'],
    [
      '/root/.cache/huggingface/hub/models--org--name/snapshots/0123456789abcdef0123456789abcdef01234567/onnx/model.onnx',
      'org/name',
    ],
    ['model.onnx', 'model'],
    ['C:\\models\\chat\\model.onnx', 'chat'],
    ['', ''],
  ])('of the file %j is %j', (file, name) => {
    expect(modelNameOfFile(file)).toBe(name);
  });

  it.each([
    ['org/name', 'org/name'],
    ['name', 'name'],
    ['/models/bge-small', 'bge-small'],
    ['./models/bge-small/', 'bge-small'],
  ])('of the id %j is %j', (id, name) => {
    expect(modelNameOfId(id)).toBe(name);
  });

  it('is found for any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(typeof modelNameOfFile(text)).toBe('string');
        expect(typeof modelNameOfId(text)).toBe('string');
      }),
    );
  });
});

describe('where weights came from', () => {
  const bytes = fc.integer({ min: 2 ** 20, max: 2 ** 45 });

  it('is the disk when half of the file or more was read from a device', () => {
    fc.assert(
      fc.property(bytes, fc.double({ min: 0, max: 2, noNaN: true }), (size, share) => {
        const read = Math.round(size * share);
        expect(localSource(size, read)).toBe(read / size >= 0.5 ? 'disk' : 'page_cache');
      }),
    );
  });

  it.each([
    [null, 5],
    [2 ** 30, null],
    [1000, 1000],
    [2 ** 30, -1],
  ])('is unknown for %j bytes of which %j were read', (size, read) => {
    expect(localSource(size, read)).toBe('unknown');
  });
});
