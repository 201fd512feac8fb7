import type { Phase } from '@coldstart/conventions';
import type { LoadState, Transition } from '../load/index.js';

/**
 * The order in which phases were begun, after one more transition. A phase begun again moves to the end, which the
 * state of the load does not tell: there it keeps its first start.
 */
export function begunInOrder(order: readonly Phase[], transition: Transition): readonly Phase[] {
  return transition.type === 'begin'
    ? [...order.filter((phase) => phase !== transition.phase), transition.phase]
    : order;
}

/** The phase begun last of those that run, `null` when none does. */
export function innermost(order: readonly Phase[], state: LoadState): Phase | null {
  return order.findLast((phase) => (state.phases.get(phase)?.open ?? 0) > 0) ?? null;
}

/** The phase begun last of those that failed, `null` when none did. */
export function failedIn(order: readonly Phase[], state: LoadState): Phase | null {
  return order.findLast((phase) => state.phases.get(phase)?.outcome === 'failed') ?? null;
}
