/** File names that say what a file is in its model, not which model it is. */
const GENERIC =
  /^(?:(?:en|de)coder(?:_with_past|_merged|_model(?:_merged|_with_past)?)?|model|vision_\w+|text_\w+|embed_tokens|language_model|pytorch_model|network|unet|vae_\w+)(?:[_-](?:fp16|fp32|q4|q4f16|q8|int8|uint8|bnb4|quantized|optimized))*$/i;

/** Folders that say how a model is stored. */
const STORES = new Set(['onnx', 'snapshots', 'resolve', 'main', 'refs', 'blobs']);

/** A shard of a GGUF file: `-00001-of-00003`. */
const SHARD = /-\d{5}-of-\d{5}$/;

/** A commit, as the cache of the Hugging Face hub names its folders. */
const COMMIT = /^[0-9a-f]{40}$/;

/**
 * What clients would call a model that is loaded from this file: its name without extension, or the name of its folder
 * where the file's own says nothing. `models--org--name`, as the cache of the Hugging Face hub has it, is `org/name`.
 */
export function modelNameOfFile(file: string): string {
  const parts = file
    .replace(/[?#].*$/, '')
    .split(/[\\/]+/)
    .filter((part) => part !== '');
  const stem = (parts.pop() ?? '').replace(/\.[a-z][a-z0-9_]*$/i, '').replace(SHARD, '');
  if (!GENERIC.test(stem)) {
    return stem;
  }
  const folder = parts.findLast((part) => !STORES.has(part) && !COMMIT.test(part));
  return folder === undefined ? stem : unfolded(folder);
}

/** What clients would call a model of the Hugging Face hub, or of a folder laid out like one. */
export function modelNameOfId(id: string): string {
  const parts = id.split(/[\\/]+/).filter((part) => part !== '');
  const isPath = /^(?:[./\\]|[a-z]:)/i.test(id) || parts.length > 2;
  return isPath ? modelNameOfFile(`${id}/model.onnx`) : id;
}

function unfolded(folder: string): string {
  const [, org, ...name] = folder.startsWith('models--') ? folder.split('--') : [];
  return org === undefined ? folder : [org, name.join('--')].filter((part) => part !== '').join('/');
}
