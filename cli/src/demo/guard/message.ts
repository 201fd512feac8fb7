/** What the demo tells its guard. A group is the process id of a child that leads its own group. */
export type GuardMessage =
  | { readonly kind: 'started'; readonly group: number }
  | { readonly kind: 'ended'; readonly group: number }
  | { readonly kind: 'remove'; readonly path: string };
