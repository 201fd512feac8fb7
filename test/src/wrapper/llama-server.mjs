// A server that loads a tiny model with llama.cpp and prints llama.cpp's own lines as llama.cpp does. It knows nothing
// of coldstart. PORT: where /health answers once the model is loaded.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { getLlama } from 'node-llama-cpp';
import { writeGguf } from './models/gguf.mjs';

const modelPath = join(import.meta.dirname, 'tiny-llama.gguf');
writeGguf(modelPath);
const llama = await getLlama({
  build: 'never',
  logLevel: 'debug',
  logger: (_level, message) => process.stderr.write(`${message}\n`),
});
const model = await llama.loadModel({ modelPath });
await model.createContext({ contextSize: 64 });
createServer((_request, response) => response.end('{"status":"ok"}')).listen(
  Number(process.env.PORT),
  '127.0.0.1',
);
