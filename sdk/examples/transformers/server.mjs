// An embedding server on @huggingface/transformers: loads, warms up, listens. MODEL: an id of the Hugging Face hub or a
// folder; without it a tiny model is written. PORT: default 8080.
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from '@huggingface/transformers';
import { writeBert } from '../models/bert.mjs';

const embed = await pipeline('feature-extraction', process.env.MODEL ?? tinyModel(), { dtype: 'fp32' });
await embed('hello world');

const server = createServer(async (request, response) => {
  if (request.method !== 'POST' || request.url !== '/infer') {
    response.writeHead(404).end();
    return;
  }
  const { text } = JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString());
  const { dims } = await embed(text);
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ dims }));
});
server.listen(Number(process.env.PORT ?? 8080), () => {
  console.log(`listening on port ${server.address().port}`);
});

function tinyModel() {
  const folder = join(mkdtempSync(join(tmpdir(), 'tiny-bert-')), 'tiny-bert');
  writeBert(folder);
  return folder;
}
