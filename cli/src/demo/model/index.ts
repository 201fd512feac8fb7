export { provideModelFile, type ModelFile } from './file.js';
export { MODEL_INPUT, MODEL_OUTPUT, onnxModel, type ModelShape } from './onnx.js';
export { byteLength } from './protobuf.js';
export { writeMessage } from './write.js';
