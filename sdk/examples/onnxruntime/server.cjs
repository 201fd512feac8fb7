// The same server as a CommonJS module.
const { createServer } = require('node:http');
const { InferenceSession, Tensor } = require('onnxruntime-node');

async function main() {
  const session = await InferenceSession.create(process.env.MODEL ?? (await tinyModel()));
  const infer = async (tokens) => {
    const input_ids = new Tensor('int64', BigInt64Array.from(tokens.map(BigInt)), [1, tokens.length]);
    const { last_hidden_state } = await session.run({ input_ids });
    return last_hidden_state.dims;
  };
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
}

async function tinyModel() {
  const { mkdtempSync } = require('node:fs');
  const { tmpdir } = require('node:os');
  const { join } = require('node:path');
  const { writeOnnx } = await import('../models/onnx.mjs');
  const path = join(mkdtempSync(join(tmpdir(), 'tiny-onnx-')), 'tiny.onnx');
  writeOnnx(path, { vocabulary: 32, hidden: 8, layers: 2 });
  return path;
}

main();
