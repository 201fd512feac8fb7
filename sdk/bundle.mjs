// Puts the compiled files of each entry together. An import costs the main thread of every server that uses the SDK,
// and most of that is the number of files: `npm run bench -- sdk-overhead` shows it.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const dist = fileURLToPath(new URL('dist/', import.meta.url));

/** Entries of the package, and those of its worker thread and of the process that asks NVIDIA's driver. */
const ENTRIES = {
  index: 'index.js',
  register: 'register.js',
  instrumentations: 'instrumentations/index.js',
  queue: 'queue/index.js',
  thread: 'worker/thread.js',
  asker: 'gpu/nvml/asker.js',
};

rmSync(`${dist}bundle`, { recursive: true, force: true });
const bundle = await rolldown({
  input: Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, dist + file])),
  platform: 'node',
  // Our own names are put in; all that has a version of its own stays outside.
  external: (id) => /^[^./]/.test(id) && !id.startsWith('@coldstart/') && !id.startsWith(dist),
});
await bundle.write({
  dir: `${dist}bundle`,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  sourcemap: false,
});
