import type { ClockName, ClockOffset } from '@coldstart/timeline';
import { durationWords } from './amounts';

const CLOCKS: Readonly<Record<ClockName, string>> = {
  'api-server': 'API server',
  node: 'node',
  pod: 'pod',
  prometheus: 'Prometheus',
};

/** `The clock of the node is 2 s to 3 s behind that of the API server`, without a full stop. */
export function clockOffsetWords({ clock, against, lowS, highS }: ClockOffset): string {
  // Orders that contradict each other leave it on both sides of zero.
  if (lowS < 0 && highS > 0) return `The clocks of the ${CLOCKS[clock]} and the ${CLOCKS[against]} differ`;
  const behind = lowS >= 0;
  const [nearS, farS] = behind ? [lowS, highS] : [-highS, -lowS];
  const amount =
    farS === Infinity
      ? `at least ${durationWords(nearS)}`
      : `${durationWords(nearS)} to ${durationWords(farS)}`;
  return `The clock of the ${CLOCKS[clock]} is ${amount} ${behind ? 'behind' : 'ahead of'} that of the ${CLOCKS[against]}`;
}
