// An inference server on onnxruntime-node: loads, warms up, listens. MODEL: path of an ONNX file with an int64 input
// `input_ids`; without it a tiny model is written. PORT: default 8080.
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { writeOnnx } from '../models/onnx.mjs';

const session = await InferenceSession.create(process.env.MODEL ?? tinyModel());
await infer([1, 2, 3]);

const server = createServer(async (request, response) => {
  if (request.method !== 'POST' || request.url !== '/infer') {
    response.writeHead(404).end();
    return;
  }
  const { tokens } = JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString());
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ dims: await infer(tokens) }));
});
server.listen(Number(process.env.PORT ?? 8080), () => {
  console.log(`listening on port ${server.address().port}`);
});

async function infer(tokens) {
  const input_ids = new Tensor('int64', BigInt64Array.from(tokens.map(BigInt)), [1, tokens.length]);
  const { last_hidden_state } = await session.run({ input_ids });
  return last_hidden_state.dims;
}

function tinyModel() {
  const path = join(mkdtempSync(join(tmpdir(), 'tiny-onnx-')), 'tiny.onnx');
  writeOnnx(path, { vocabulary: 32, hidden: 8, layers: 2 });
  return path;
}
