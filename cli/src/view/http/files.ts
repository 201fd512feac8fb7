import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from './reply.js';
import type { Files } from './router.js';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** Names that vite gives carry a hash of their content. */
const HASHED = /^\/assets\//;

export function pageMissing(folder: string): string {
  return `The viewer's page is not built: ${folder} holds no index.html. Build it: npm run build`;
}

/** The files of a folder; `/` is its `index.html`. */
export function folderFiles(folder: string): Files {
  const root = path.resolve(folder);
  return async (urlPath) => {
    const file = fileOf(root, urlPath === '/' ? '/index.html' : urlPath);
    const body = file === null ? null : await contentOf(file);
    if (file === null || body === null) {
      return urlPath === '/' ? text(503, pageMissing(root)) : null;
    }
    return {
      status: 200,
      type: TYPES[path.extname(file)] ?? 'application/octet-stream',
      body,
      headers: {
        'cache-control': HASHED.test(urlPath) ? 'max-age=31536000, immutable' : 'no-cache',
      },
    };
  };
}

/** `null`: not a path, or one that leads out of the folder. */
function fileOf(root: string, urlPath: string): string | null {
  try {
    const file = path.join(root, decodeURIComponent(urlPath));
    return file.startsWith(root + path.sep) && !file.includes('\0') ? file : null;
  } catch {
    return null;
  }
}

const ABSENT: ReadonlySet<string | undefined> = new Set(['ENOENT', 'EISDIR', 'ENOTDIR']);

async function contentOf(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code)) {
      return null;
    }
    throw error;
  }
}
