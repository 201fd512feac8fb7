import type { Phase } from '@coldstart/conventions';
import type { ColdStart, PhaseSpan } from '../model.js';

/** Phases that bytes tell the progress of; where one runs inside another, the outer one. */
const WITH_BYTES: readonly Phase[] = ['weights_fetch', 'weights_load', 'weights_read'];

/** What the bytes say of the phase that moves them. */
export interface ByteProgress {
  readonly phase: Phase;
  /** At the rate so far. */
  readonly remainingS: number;
  /** Share of the bytes that is there: how far the rate is to be trusted. In (0, 1). */
  readonly done: number;
}

/** Null where no weights phase runs, nobody counts bytes, or the count is not below what is expected. */
export function byteProgress({ bytes, phases }: ColdStart, knownS: number): ByteProgress | null {
  const running = runningOf(phases);
  if (!running || !bytes?.expected || !(bytes.loaded > 0) || !(bytes.loaded < bytes.expected)) return null;
  const ageS = knownS - running.startS;
  if (!(ageS > 0)) return null;
  const done = bytes.loaded / bytes.expected;
  return { phase: running.phase, remainingS: (ageS / done) * (1 - done), done };
}

function runningOf(phases: readonly PhaseSpan[]): PhaseSpan | undefined {
  for (const phase of WITH_BYTES) {
    const span = phases.find((one) => one.phase === phase && one.state === 'running');
    if (span) return span;
  }
  return undefined;
}
