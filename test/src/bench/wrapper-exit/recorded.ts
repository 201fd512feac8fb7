/** What the wrapper hands on. */
export const FORWARDED = [
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGWINCH',
  'SIGCONT',
] as const satisfies readonly NodeJS.Signals[];

/** The recorder and its child. */
export const WHO = ['child', 'grandchild'] as const;

export const READY = 'ready';
