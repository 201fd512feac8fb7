import type { AbandonReason } from '@coldstart/conventions';

/** A way for a server to die in mid-load. */
export interface Death {
  /** What the next start must say of it. */
  readonly reason: AbandonReason;
  /** Who does it: another process, or the server itself (see `victim.ts`). */
  readonly by: 'signal' | 'group' | 'itself';
  /** Of a death by signal. */
  readonly signal?: NodeJS.Signals;
  /** Options of Node that it needs. */
  readonly nodeOptions?: readonly string[];
}

export const DEATHS = {
  sigkill: { reason: 'killed', by: 'signal', signal: 'SIGKILL' },
  sigterm: { reason: 'killed', by: 'signal', signal: 'SIGTERM' },
  throw: { reason: 'uncaught_exception', by: 'itself' },
  exit: { reason: 'exit', by: 'itself' },
  abort: { reason: 'killed', by: 'itself' },
  heap: { reason: 'killed', by: 'itself', nodeOptions: ['--max-old-space-size=24'] },
  group: { reason: 'killed', by: 'group', signal: 'SIGKILL' },
} as const satisfies Record<string, Death>;

export type DeathName = keyof typeof DEATHS;

export const DEATH_NAMES = Object.keys(DEATHS) as readonly DeathName[];
