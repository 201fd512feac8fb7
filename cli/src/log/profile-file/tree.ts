/** What stands in a profile file, with the lines where it stands. */
export type Tree =
  | { readonly kind: 'map'; readonly line: number; readonly entries: readonly Entry[] }
  | { readonly kind: 'list'; readonly line: number; readonly items: readonly Tree[] }
  | { readonly kind: 'scalar'; readonly line: number; readonly value: unknown };

export interface Entry {
  readonly key: string;
  readonly line: number;
  readonly value: Tree;
}

/** What is wrong, and where. */
export interface Problem {
  readonly line: number;
  readonly reason: string;
}
