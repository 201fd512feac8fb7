// Writes a tiny GGUF model of the llama architecture with made-up weights. Format: docs/gguf.md of the ggml project.
import { writeFileSync } from 'node:fs';

const U32 = 4;
const I32 = 5;
const F32 = 6;
const STRING = 8;
const ARRAY = 9;
const ALIGNMENT = 32;

/** Writes the model to `path`. */
export function writeGguf(
  path,
  { embedding = 32, feedForward = 64, heads = 4, layers = 1, context = 128 } = {},
) {
  const bytesOfText = Array.from({ length: 256 }, (_, byte) => `<0x${hex(byte)}>`);
  const tokens = ['<unk>', '<s>', '</s>', ...bytesOfText, '▁', 'a', 'b', 'c'];
  const firstWord = 3 + bytesOfText.length;
  const types = tokens.map((_, index) => (index === 0 ? 2 : index < 3 ? 3 : index < firstWord ? 6 : 1));
  const scores = tokens.map((_, index) => (index < firstWord ? 0 : -index));
  const metadata = [
    entry('general.architecture', STRING, 'llama'),
    entry('general.name', STRING, 'tiny'),
    entry('llama.context_length', U32, context),
    entry('llama.embedding_length', U32, embedding),
    entry('llama.block_count', U32, layers),
    entry('llama.feed_forward_length', U32, feedForward),
    entry('llama.attention.head_count', U32, heads),
    entry('llama.attention.head_count_kv', U32, heads),
    entry('llama.rope.dimension_count', U32, embedding / heads),
    entry('llama.attention.layer_norm_rms_epsilon', F32, 1e-5),
    entry('llama.vocab_size', U32, tokens.length),
    entry('tokenizer.ggml.model', STRING, 'llama'),
    list('tokenizer.ggml.tokens', STRING, tokens),
    list('tokenizer.ggml.scores', F32, scores),
    list('tokenizer.ggml.token_type', I32, types),
    entry('tokenizer.ggml.bos_token_id', U32, 1),
    entry('tokenizer.ggml.eos_token_id', U32, 2),
    entry('tokenizer.ggml.unknown_token_id', U32, 0),
  ];
  const block = (index) => [
    [`blk.${index}.attn_norm.weight`, [embedding]],
    ...['q', 'k', 'v', 'output'].map((name) => [`blk.${index}.attn_${name}.weight`, [embedding, embedding]]),
    [`blk.${index}.ffn_norm.weight`, [embedding]],
    [`blk.${index}.ffn_gate.weight`, [embedding, feedForward]],
    [`blk.${index}.ffn_up.weight`, [embedding, feedForward]],
    [`blk.${index}.ffn_down.weight`, [feedForward, embedding]],
  ];
  const tensors = [
    ['token_embd.weight', [embedding, tokens.length]],
    ...Array.from({ length: layers }, (_, index) => block(index)).flat(),
    ['output_norm.weight', [embedding]],
    ['output.weight', [embedding, tokens.length]],
  ];
  let offset = 0;
  const headers = [];
  const data = [];
  for (const [name, dims] of tensors) {
    const count = dims.reduce((product, size) => product * size, 1);
    headers.push(text(name), u32(dims.length), ...dims.map(u64), u32(0), u64(offset));
    const weights = Float32Array.from({ length: count }, (_, index) => ((index * 7919) % 1000) / 1e5);
    const aligned = padded(Buffer.from(weights.buffer));
    data.push(aligned);
    offset += aligned.length;
  }
  const head = [
    Buffer.from('GGUF'),
    u32(3),
    u64(tensors.length),
    u64(metadata.length),
    ...metadata,
    ...headers,
  ];
  writeFileSync(path, Buffer.concat([padded(Buffer.concat(head)), ...data]));
}

const hex = (byte) => byte.toString(16).toUpperCase().padStart(2, '0');

function padded(buffer) {
  return Buffer.concat([buffer, Buffer.alloc((ALIGNMENT - (buffer.length % ALIGNMENT)) % ALIGNMENT)]);
}

function u32(number) {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(number);
  return buffer;
}

function u64(number) {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(number));
  return buffer;
}

function f32(number) {
  const buffer = Buffer.alloc(4);
  buffer.writeFloatLE(number);
  return buffer;
}

function text(string) {
  const buffer = Buffer.from(string);
  return Buffer.concat([u64(buffer.length), buffer]);
}

const WRITERS = { [U32]: u32, [I32]: u32, [F32]: f32, [STRING]: text };

function entry(key, type, value) {
  return Buffer.concat([text(key), u32(type), WRITERS[type](value)]);
}

function list(key, type, values) {
  return Buffer.concat([text(key), u32(ARRAY), u32(type), u64(values.length), ...values.map(WRITERS[type])]);
}
