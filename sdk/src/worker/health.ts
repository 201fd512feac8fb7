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
  /** The worst of the loads, but for failures that a server got over; `waiting` before the first one began. */
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
  const states = [...newest.values()];
  const lastReadyS = Math.max(
    ...states.map(({ result }) => (result?.outcome === 'ok' ? result.atS : -Infinity)),
  );
  // A server that goes on to be ready with another model has got over the failure of this one.
  const counted = states.filter(({ result }) => !(result?.outcome === 'failed' && result.atS < lastReadyS));
  const worst = (['failed', 'loading', 'ready'] as const).find((status) =>
    counted.some((state) => statusOf(state) === status),
  );
  return { status: worst ?? 'waiting', loads: states.map((state) => loadHealth(state, nowS)) };
}

/** Whether the process does what it should: it loads, or it is ready. */
export function isHealthy(health: Health): boolean {
  return health.status !== 'failed';
}

/** Whether every model is ready. */
export function isReady(health: Health): boolean {
  return health.status === 'ready';
}

function statusOf({ result }: LoadState): LoadStatus {
  return result === null ? 'loading' : result.outcome === 'ok' ? 'ready' : 'failed';
}

function loadHealth(state: LoadState, nowS: number): LoadHealth {
  const { model, attempt, result, bytes, expectedBytes } = state;
  const status = statusOf(state);
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
