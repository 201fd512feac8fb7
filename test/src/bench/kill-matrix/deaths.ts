import type { AbandonReason } from '@coldstart/conventions';

/** A way for a server to die in mid-load. */
export interface Death {
  /** What the next start must say of it. */
  readonly reason: AbandonReason;
  /** Who does it: another process, or the server itself (see `victim.ts`). */
  readonly by: 'signal' | 'group' | 'itself';
  /** Exit code, or the signal that ends it. */
  readonly ends: number | NodeJS.Signals;
  readonly nodeOptions: readonly string[];
}

const SMALL_HEAP = ['--max-old-space-size=24'];

export const DEATHS = {
  sigkill: { reason: 'killed', by: 'signal', ends: 'SIGKILL', nodeOptions: [] },
  sigterm: { reason: 'killed', by: 'signal', ends: 'SIGTERM', nodeOptions: [] },
  throw: { reason: 'uncaught_exception', by: 'itself', ends: 1, nodeOptions: [] },
  exit: { reason: 'exit', by: 'itself', ends: 3, nodeOptions: [] },
  abort: { reason: 'killed', by: 'itself', ends: 'SIGABRT', nodeOptions: [] },
  heap: { reason: 'killed', by: 'itself', ends: 'SIGABRT', nodeOptions: SMALL_HEAP },
  group: { reason: 'killed', by: 'group', ends: 'SIGKILL', nodeOptions: [] },
} as const satisfies Record<string, Death>;

export type DeathName = keyof typeof DEATHS;

export const DEATH_NAMES = Object.keys(DEATHS) as readonly DeathName[];
