// Writes a tiny ONNX model: an embedding table, then a few dense layers. Format: onnx.proto of the ONNX project, in the
// encoding of Protocol Buffers.
import { writeFileSync } from 'node:fs';

const FLOAT = 1;
const INT64 = 7;

/** Writes the model to `path`. `inputs`: names of int64 inputs `[batch, seq]`, the first one is looked up. */
export function writeOnnx(path, { vocabulary, hidden, layers, inputs = ['input_ids'] }) {
  const nodes = [node('Gather', ['embedding', inputs[0]], 'layer_0')];
  const weights = [tensor('embedding', [vocabulary, hidden])];
  for (let layer = 0; layer < layers; layer++) {
    const output = layer === layers - 1 ? 'last_hidden_state' : `layer_${layer + 1}`;
    weights.push(tensor(`dense_${layer}`, [hidden, hidden]));
    nodes.push(node('MatMul', [`layer_${layer}`, `dense_${layer}`], `product_${layer}`));
    nodes.push(node('Relu', [`product_${layer}`], output));
  }
  const graph = [
    ...nodes.map((each) => bytes(1, each)),
    bytes(2, 'tiny'),
    ...weights.map((each) => bytes(5, each)),
    ...inputs.map((name) => bytes(11, value(name, INT64, ['batch', 'seq']))),
    bytes(12, value('last_hidden_state', FLOAT, ['batch', 'seq', hidden])),
  ];
  const model = [
    integer(1, 8),
    bytes(2, 'coldstart example'),
    bytes(7, join(graph)),
    bytes(8, integer(2, 13)),
  ];
  writeFileSync(path, join(model));
}

const join = (parts) => Buffer.concat(parts);

function varint(value) {
  const groups = [];
  let rest = value;
  do {
    groups.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return Buffer.from(groups);
}

const integer = (field, number) => join([varint(field << 3), varint(number)]);

function bytes(field, content) {
  const data = Buffer.from(content);
  return join([varint((field << 3) | 2), varint(data.length), data]);
}

function node(type, inputs, output) {
  return join([
    ...inputs.map((input) => bytes(1, input)),
    bytes(2, output),
    bytes(3, output),
    bytes(4, type),
  ]);
}

function tensor(name, dims) {
  const count = dims.reduce((product, size) => product * size, 1);
  const floats = Float32Array.from({ length: count }, (_, index) => ((index * 7919) % 1000) / 1000 - 0.5);
  return join([
    ...dims.map((size) => integer(1, size)),
    integer(2, FLOAT),
    bytes(8, name),
    bytes(9, Buffer.from(floats.buffer)),
  ]);
}

function value(name, type, dims) {
  const shape = dims.map((dim) => bytes(1, typeof dim === 'string' ? bytes(2, dim) : integer(1, dim)));
  return join([bytes(1, name), bytes(2, bytes(1, join([integer(1, type), bytes(2, join(shape))])))]);
}
