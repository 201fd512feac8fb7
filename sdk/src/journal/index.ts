import type { AbandonReason, Phase } from '@coldstart/conventions';
import type { LoadState, Transition } from '../load/index.js';
export interface AbandonedLoad {
  readonly id: string;
  readonly state: LoadState;
  readonly atS: number;
  readonly phase: Phase | null;
  readonly reason: AbandonReason;
  readonly reported: boolean;
}
export interface Journal {
  readonly path: string | null;
  readonly abandoned: readonly AbandonedLoad[];
  lastAttempt(model: string): number;
  load(load: number, state: LoadState): void;
  transition(load: number, transition: Transition, state: LoadState): void;
  markReported(id: string): void;
  close(): void;
}
export function openJournal(_options: {
  folder: string | null;
  container: string;
  pod: string;
  terminationLog: string | null;
  nowS(): number;
  complain(message: string): void;
}): Journal {
  return {
    path: null,
    abandoned: [],
    lastAttempt: () => 0,
    load: () => undefined,
    transition: () => undefined,
    markReported: () => undefined,
    close: () => undefined,
  };
}
export function touch(_path: string, _nowS: number): void {
  /* stub */
}
