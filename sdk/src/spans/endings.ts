import { ATTRIBUTES } from '@coldstart/conventions';
import type { AbandonedLoad } from '../journal/index.js';
import type { LoadState } from '../load/index.js';
import type { Ending } from './write.js';

/** How a load that told its end ended, or `null` while it runs. */
export function endingOf(state: LoadState): Ending | null {
  const { result } = state;
  return result === null
    ? null
    : { atS: result.atS, outcome: result.outcome, message: result.error, attributes: {} };
}

/** How a load ended whose process died. */
export function endingOfAbandoned(abandoned: AbandonedLoad): Ending {
  const { atS, reason } = abandoned;
  return {
    atS,
    outcome: 'failed',
    message: abandonedText(abandoned),
    attributes: { [ATTRIBUTES.REASON.name]: reason },
  };
}

/** One line for a log about an earlier attempt that died. */
export function abandonedText({ state, phase, reason, atS }: AbandonedLoad): string {
  const where = phase === null ? 'between two phases' : `in ${phase}`;
  const what = `an earlier attempt (${state.attempt}) to load "${state.model}"`;
  const error = state.result?.error ?? '';
  const how = state.result === null ? `died ${where} (${reason})` : `failed ${where} and ended its process`;
  return `${what} ${how} at ${new Date(atS * 1000).toISOString()}${error === '' ? '' : `: ${error}`}`;
}
