// A completion server on node-llama-cpp: loads, warms up, listens. MODEL: path of a GGUF file; without it a tiny model
// is written. PORT: default 8080.
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getLlama, LlamaCompletion } from 'node-llama-cpp';
import { writeGguf } from '../models/gguf.mjs';

const llama = await getLlama({ build: 'never' });
const model = await llama.loadModel({ modelPath: process.env.MODEL ?? tinyModel() });
const context = await model.createContext({ contextSize: 64 });
const completion = new LlamaCompletion({ contextSequence: context.getSequence() });
await completion.generateCompletion('a', { maxTokens: 2 });

const server = createServer(async (request, response) => {
  if (request.method !== 'POST' || request.url !== '/infer') {
    response.writeHead(404).end();
    return;
  }
  const { text } = JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString());
  const answer = await completion.generateCompletion(text, { maxTokens: 4 });
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ answer }));
});
server.listen(Number(process.env.PORT ?? 8080), () => {
  console.log(`listening on port ${server.address().port}`);
});

function tinyModel() {
  const path = join(mkdtempSync(join(tmpdir(), 'tiny-gguf-')), 'tiny-llama.gguf');
  writeGguf(path);
  return path;
}
