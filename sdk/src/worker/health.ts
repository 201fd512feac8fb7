import type { Phase } from '@coldstart/conventions';
import type { LoadState } from '../load/index.js';

export type LoadStatus = 'loading' | 'ready' | 'failed';

export interface LoadHealth {
  readonly model: string;
  readonly attempt: number;
  readonly status: LoadStatus;
  /** The phases that run, the one that began last first; where it failed, the one it failed in. */
  readonly phases: readonly Phase[];
  /** Seconds since the load began, until its end. */
  readonly elapsed_s: number;
  readonly bytes: number | null;
  readonly expected_bytes: number | null;
}

/** Body of `/healthz` and `/readyz`. */
export interface Health {
  /** The worst of the loads; `waiting` before the first one began. */
  readonly status: LoadStatus | 'waiting';
  /** The newest attempt at each model. */
  readonly loads: readonly LoadHealth[];
}

/** What the loads say together. `loads` in the order in which they began. */
export function healthOf(loads: Iterable<LoadState>, nowS: number): Health {
  const newest = new Map<string, LoadState>();
  for (const state of loads) {
    newest.set(state.model, state);
  }
  const each = [...newest.values()].map((state) => loadHealth(state, nowS));
  const worst = (['failed', 'loading', 'ready'] as const).find((status) =>
    each.some((load) => load.status === status),
  );
  return { status: worst ?? 'waiting', loads: each };
}

/** Whether the process does what it should: it loads, or it is ready. */
export function isHealthy(health: Health): boolean {
  return health.status !== 'failed';
}

/** Whether every model is ready. */
export function isReady(health: Health): boolean {
  return health.status === 'ready';
}

function loadHealth(state: LoadState, nowS: number): LoadHealth {
  const { model, attempt, result, bytes, expectedBytes } = state;
  const status = result === null ? 'loading' : result.outcome === 'ok' ? 'ready' : 'failed';
  const phases = [...state.phases]
    .filter(([, { endS, outcome }]) => (status === 'failed' ? outcome === 'failed' : endS === null))
    .sort(([, a], [, b]) => b.startS - a.startS)
    .map(([phase]) => phase);
  const elapsedS = Math.max(0, (result?.atS ?? nowS) - state.startS);
  return {
    model,
    attempt,
    status,
    phases,
    elapsed_s: Math.round(elapsedS * 1000) / 1000,
    bytes,
    expected_bytes: expectedBytes,
  };
}
