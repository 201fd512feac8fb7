import { integerField, messageField, textField, type Message, type Repeated } from './protobuf.js';

/** Size of the model that the demo serves. */
export interface ModelShape {
  /** Rows of one embedding table. */
  readonly vocabulary: number;
  /** Columns of a table, and the width of the layers. */
  readonly hidden: number;
  /** Embedding tables; every token takes one row of each. */
  readonly tables: number;
  /** Dense layers after the embedding. */
  readonly layers: number;
}

/** Names of the model's input (int64 `[batch, tokens]`) and output (float32 `[batch, tokens, hidden]`). */
export const MODEL_INPUT = 'input_ids';
export const MODEL_OUTPUT = 'hidden_state';

/** Field numbers and enum values of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
const MODEL = { irVersion: 1, producerName: 2, graph: 7, opsetImport: 8 } as const;
const OPSET = { version: 2 } as const;
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const;
const NODE = { input: 1, output: 2, name: 3, opType: 4 } as const;
const TENSOR = { dims: 1, dataType: 2, name: 8, rawData: 9 } as const;
const VALUE = { name: 1, type: 2 } as const;
const TYPE = { tensor: 1 } as const;
const TENSOR_TYPE = { elemType: 1, shape: 2 } as const;
const SHAPE = { dim: 1 } as const;
const DIMENSION = { value: 1, param: 2 } as const;
const DATA_TYPE = { float: 1, int64: 7 } as const;
const IR_VERSION = 8;
const OPSET_VERSION = 13;

const BYTES_PER_FLOAT = 4;
const BLOCK_FLOATS = 262_144;

/**
 * A language model's proportions in small: nearly all of its bytes are embedding tables, of which a request touches a
 * few rows, so that loading costs what 200 MB cost and an inference costs next to nothing.
 */
export function onnxModel(shape: ModelShape): Message {
  const nodes: Message[] = [];
  const weights: Message[] = [];
  const filler = weightBlock();

  let hidden = '';
  for (let table = 0; table < shape.tables; table++) {
    weights.push(tensor(`table_${table}`, [shape.vocabulary, shape.hidden], filler));
    nodes.push(node('Gather', [`table_${table}`, MODEL_INPUT], `rows_${table}`));
    if (table > 0) nodes.push(node('Add', [hidden, `rows_${table}`], `sum_${table}`));
    hidden = table > 0 ? `sum_${table}` : `rows_${table}`;
  }
  for (let layer = 0; layer < shape.layers; layer++) {
    weights.push(tensor(`dense_${layer}`, [shape.hidden, shape.hidden], filler));
    nodes.push(node('MatMul', [hidden, `dense_${layer}`], `product_${layer}`));
    hidden = layer === shape.layers - 1 ? MODEL_OUTPUT : `layer_${layer}`;
    nodes.push(node('Tanh', [`product_${layer}`], hidden));
  }

  const graph = [
    ...nodes.flatMap((each) => messageField(GRAPH.node, each)),
    ...textField(GRAPH.name, 'coldstart_demo'),
    ...weights.flatMap((each) => messageField(GRAPH.initializer, each)),
    ...messageField(GRAPH.input, value(MODEL_INPUT, DATA_TYPE.int64, ['batch', 'tokens'])),
    ...messageField(GRAPH.output, value(MODEL_OUTPUT, DATA_TYPE.float, ['batch', 'tokens', shape.hidden])),
  ];
  return [
    ...integerField(MODEL.irVersion, IR_VERSION),
    ...textField(MODEL.producerName, 'coldstart demo'),
    ...messageField(MODEL.graph, graph),
    ...messageField(MODEL.opsetImport, integerField(OPSET.version, OPSET_VERSION)),
  ];
}

function node(opType: string, inputs: readonly string[], output: string): Message {
  return [
    ...inputs.flatMap((input) => textField(NODE.input, input)),
    ...textField(NODE.output, output),
    ...textField(NODE.name, `make_${output}`),
    ...textField(NODE.opType, opType),
  ];
}

function tensor(name: string, dims: readonly number[], block: Uint8Array): Message {
  const data: Repeated = { block, bytes: dims.reduce((product, size) => product * size, BYTES_PER_FLOAT) };
  return [
    ...dims.flatMap((size) => integerField(TENSOR.dims, size)),
    ...integerField(TENSOR.dataType, DATA_TYPE.float),
    ...textField(TENSOR.name, name),
    ...messageField(TENSOR.rawData, [data]),
  ];
}

function value(name: string, elemType: number, dims: readonly (string | number)[]): Message {
  const shape = dims.flatMap((dim) =>
    messageField(
      SHAPE.dim,
      typeof dim === 'string' ? textField(DIMENSION.param, dim) : integerField(DIMENSION.value, dim),
    ),
  );
  const tensorType = [
    ...integerField(TENSOR_TYPE.elemType, elemType),
    ...messageField(TENSOR_TYPE.shape, shape),
  ];
  return [...textField(VALUE.name, name), ...messageField(VALUE.type, messageField(TYPE.tensor, tensorType))];
}

/** Small numbers around zero, little-endian, the same in every run. */
function weightBlock(): Uint8Array {
  const floats = new Float32Array(BLOCK_FLOATS);
  let state = 1;
  for (let index = 0; index < floats.length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    floats[index] = (state / 2 ** 32 - 0.5) * 0.1;
  }
  return new Uint8Array(floats.buffer);
}
