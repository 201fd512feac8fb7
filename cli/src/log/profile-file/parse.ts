import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import type { Node } from 'yaml';
import type { Problem, Tree } from './tree.js';

/** What one document of a file holds; `null` where it holds nothing. */
export interface ParsedDocument {
  readonly tree: Tree | null;
  readonly problems: readonly Problem[];
}

/** Takes a file apart: YAML, with a document per profile, or JSON, which is YAML too. */
export function parseDocuments(text: string): ParsedDocument[] {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter, prettyErrors: false, logLevel: 'error' });
  const lineAt = (offset: number): number => lineCounter.linePos(offset).line;
  return [...documents].map(({ contents, errors }) => {
    // What is said after the first follows from it.
    const problems: Problem[] = errors.slice(0, 1).map(({ pos: [offset], message }) => ({
      line: lineAt(offset),
      reason: message,
    }));
    return {
      tree: contents === null || problems.length > 0 ? null : treeOf(contents, lineAt, problems),
      problems,
    };
  });
}

function treeOf(node: Node, lineAt: (offset: number) => number, problems: Problem[]): Tree {
  const line = lineAt(node.range?.[0] ?? 0);
  if (isMap(node)) {
    return {
      kind: 'map',
      line,
      entries: node.items.map(({ key, value }) => {
        const at = lineAt((key as Node).range?.[0] ?? 0);
        return {
          key: isScalar(key) ? String(key.value) : '?',
          line: at,
          value:
            value === null
              ? { kind: 'scalar', line: at, value: null }
              : treeOf(value as Node, lineAt, problems),
        };
      }),
    };
  }
  if (isSeq(node)) {
    return { kind: 'list', line, items: node.items.map((item) => treeOf(item as Node, lineAt, problems)) };
  }
  if (isAlias(node)) {
    problems.push({ line, reason: `aliases such as *${node.source} are not taken: write it out` });
  }
  return { kind: 'scalar', line, value: isScalar(node) ? node.value : null };
}
