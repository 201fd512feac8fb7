import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The house plan, ground floor first: a room imports only from rooms named here. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  conventions: [],
  timeline: ['conventions'],
  sdk: ['conventions'],
  cli: ['conventions', 'timeline', 'sdk'],
  plugin: ['conventions', 'timeline'],
  viewer: ['conventions', 'timeline', 'cli'],
  test: ['conventions', 'timeline', 'sdk', 'cli'],
};

/** Rooms that must run anywhere: nothing but the house's own packages. */
const WITHOUT_DEPENDENCIES = ['conventions', 'timeline'];

interface Import {
  readonly file: string;
  readonly specifier: string;
}

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((entry) => {
    const path = join(folder, entry);
    if (statSync(path).isDirectory()) {
      return sources(path);
    }
    return /\.(ts|tsx|mts)$/.test(entry) ? [path] : [];
  });
}

function importsOf(room: string): Import[] {
  return sources(join(ROOT, room, 'src')).flatMap((file) =>
    ts
      .preProcessFile(readFileSync(file, 'utf8'), true, true)
      .importedFiles.map(({ fileName }) => ({ file: relative(ROOT, file), specifier: fileName })),
  );
}

const own = (specifier: string): string | null => /^@coldstart\/([^/]+)/.exec(specifier)?.[1] ?? null;

/** The names under which the manifest of a room lets it be imported. */
function doorsOf(room: string): ReadonlySet<string> {
  const { name, exports: doors = {} } = JSON.parse(
    readFileSync(join(ROOT, room, 'package.json'), 'utf8'),
  ) as { name: string; exports?: Record<string, unknown> };
  return new Set(Object.keys(doors).map((door) => name + door.slice(1)));
}

describe.each(Object.entries(ROOMS))('%s', (room, allowed) => {
  const imports = importsOf(room);

  it('has imports to look at', () => {
    expect(imports.length).toBeGreaterThan(0);
  });

  it(`imports only from: ${allowed.join(', ') || 'nothing'}`, () => {
    const wrong = imports.filter(({ specifier }) => {
      const target = own(specifier);
      return target !== null && !allowed.includes(target);
    });
    expect(wrong).toEqual([]);
  });

  it('goes through the front door of other rooms and stays inside itself', () => {
    const wrong = imports.filter(({ file, specifier }) => {
      if (specifier.startsWith('.')) {
        const target = relative(join(ROOT, room), resolve(dirname(join(ROOT, file)), specifier));
        return target.startsWith(`..${sep}`);
      }
      const target = own(specifier);
      return target !== null && !doorsOf(target).has(specifier);
    });
    expect(wrong).toEqual([]);
  });

  it('declares the rooms that it imports', () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, room, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>;
    };
    const declared = Object.keys(manifest.dependencies ?? {})
      .map(own)
      .filter((name) => name !== null);
    const imported = new Set(imports.map(({ specifier }) => own(specifier)).filter((name) => name !== null));
    expect([...imported].filter((name) => !declared.includes(name))).toEqual([]);
    expect(declared.filter((name) => !allowed.includes(name))).toEqual([]);
  });

  it('enters a folder of its own through the folder’s index', () => {
    const wrong = imports.filter(({ file, specifier }) => {
      if (!specifier.startsWith('.')) {
        return false;
      }
      const from = dirname(join(ROOT, file));
      const target = resolve(from, specifier);
      const inside = (folder: string): boolean => target.startsWith(folder + sep);
      // Files of the same folder, of a folder above it, and the index of a folder below or beside it are open.
      let folder = dirname(target);
      while (!(from === folder || from.startsWith(folder + sep))) {
        if (!/^index(\.js)?$/.test(relative(folder, target)) && inside(folder)) {
          return true;
        }
        folder = dirname(folder);
        if (/^index(\.js)?$/.test(target.slice(target.lastIndexOf(sep) + 1))) {
          return false;
        }
      }
      return false;
    });
    expect(wrong).toEqual([]);
  });
});

describe.each(WITHOUT_DEPENDENCIES)('%s', (room) => {
  it('depends on nothing from outside the house', () => {
    const outside = importsOf(room).filter(
      ({ file, specifier }) =>
        !specifier.startsWith('.') && own(specifier) === null && !file.endsWith(join('page', 'write.ts')),
    );
    expect(outside).toEqual([]);
  });
});
