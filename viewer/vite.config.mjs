import { existsSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { defineConfig } from 'vite';

const here = import.meta.dirname;
const require = createRequire(import.meta.url);
const grafanaUi = path.dirname(require.resolve('@grafana/ui/package.json'));

const ICONS = 'public/build/img/icons';

/** What the page asks for beside its own bundle: folder → place under `dist/`. */
const MOUNTS = {
  [path.join(grafanaUi, 'dist/public/img/icons')]: ICONS,
  [path.join(here, '../plugin/dist')]: 'public/plugins/coldstart-timeline-panel',
};

/** The time picker shows this pair; the npm package holds one of them. */
async function mirrorIcon(folder, name, mirrored) {
  const svg = await readFile(path.join(folder, `${name}.svg`), 'utf8');
  await writeFile(
    path.join(folder, `${mirrored}.svg`),
    svg.replace('<path ', '<path transform="matrix(-1 0 0 1 24 0)" '),
  );
}

function copyMounts() {
  let outDir;
  return {
    name: 'coldstart-mounts',
    apply: 'build',
    configResolved(config) {
      outDir = path.resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      for (const [from, to] of Object.entries(MOUNTS)) {
        if (!existsSync(from)) {
          throw new Error(`${from} is missing. Build the panel before the viewer: npm run build`);
        }
        await cp(from, path.join(outDir, to), { recursive: true });
      }
      await mirrorIcon(path.join(outDir, ICONS, 'unicons'), 'angle-double-right', 'angle-double-left');
    },
  };
}

/**
 * Files of @grafana/ui that the page goes without, and what stands in for each: web fonts, which are not on npm (a
 * rule that points at nothing is a 404 per weight), and editors and maps, 6 MB that no panel here opens.
 */
const STAND_INS = {
  'GlobalStyles/fonts.mjs': 'export const getFontStyles = () => ({});',
  'Monaco/ReactMonacoEditor.mjs': 'export const ReactMonacoEditor = () => null;',
  'CodeMirror/CodeEditor.mjs': 'export const CodeEditor = () => null;',
  'geo/OpenLayersProvider.mjs': 'export const OpenLayersProvider = () => null;',
};

function standIns() {
  return {
    name: 'coldstart-stand-ins',
    enforce: 'pre',
    load(id) {
      const file = Object.keys(STAND_INS).find((end) => id.endsWith(`/${end}`));
      return file && id.includes('/@grafana/ui/') ? STAND_INS[file] : undefined;
    },
  };
}

export default defineConfig({
  root: here,
  plugins: [standIns(), copyMounts()],
  define: { 'process.env.NODE_ENV': '"production"' },
  // One copy of each: the page hands its own to the plugin.
  resolve: {
    dedupe: ['react', 'react-dom', '@emotion/css', '@emotion/react', 'rxjs', '@grafana/ui', '@grafana/data'],
  },
  build: {
    // The page travels over loopback: minifying 9 MB would cost more than it saves.
    minify: false,
    modulePreload: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 100_000,
    rolldownOptions: {
      onLog: (level, log, report) => {
        // "use client" in Grafana's dependencies is for React servers.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
});
