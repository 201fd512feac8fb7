// Puts the compiled files of each entry together. An import costs the main thread of every server that uses the SDK,
// and most of that is the number of files: `npm run bench -- sdk-overhead` shows it.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const dist = fileURLToPath(new URL('dist/', import.meta.url));

/** Entries of the package, those that its worker imports when it needs them, and the process that asks the driver. */
const ENTRIES = {
  index: 'index.js',
  register: 'register.js',
  instrumentations: 'instrumentations/index.js',
  queue: 'queue/index.js',
  otlp: 'otlp/index.js',
  gpu: 'gpu/index.js',
  asker: 'gpu/nvml/asker.js',
};

/** What has a version of its own stays outside; our own names are put in. */
const isForeign = (id) => /^[^./]/.test(id) && !id.startsWith('@coldstart/') && !id.startsWith(dist);

rmSync(`${dist}bundle`, { recursive: true, force: true });
const entries = await rolldown({
  input: Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, dist + file])),
  platform: 'node',
  external: isForeign,
  plugins: [
    {
      name: 'the worker is a CommonJS module',
      transform(code, id) {
        return id.endsWith('/worker/host.js') ? replaced(code, "'./thread.js'", "'./thread.cjs'") : undefined;
      },
    },
  ],
});
await entries.write({
  dir: `${dist}bundle`,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
});

// A thread that never imports an ES module starts in about half the time: Node sets up their loader in each thread anew.
const thread = await rolldown({
  input: `${dist}worker/thread.js`,
  platform: 'node',
  external: isForeign,
  plugins: [
    {
      name: 'what the worker needs later are the bundles above',
      resolveId(id) {
        const [, name] = /^\.\.\/(otlp|gpu)\/index\.js$/.exec(id) ?? [];
        return name === undefined ? undefined : { id: `./${name}.js`, external: true };
      },
    },
  ],
});
await thread.write({ file: `${dist}bundle/thread.cjs`, format: 'cjs' });

function replaced(code, text, instead) {
  if (!code.includes(text)) {
    throw new Error(`${text} is not where the bundle expects it`);
  }
  return code.replace(text, instead);
}
