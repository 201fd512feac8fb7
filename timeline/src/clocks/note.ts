import type { ClockName, ClockOffset } from '../model.js';
import type { Notes } from '../notes/index.js';
import type { ClockEstimate } from './estimate.js';
import type { Witness } from './witness.js';

const WORDS: Readonly<Record<ClockName, string>> = {
  'api-server': 'the API server',
  node: 'the node',
  pod: 'the pod',
  prometheus: 'Prometheus',
};

/** Says of a pod which of its clocks differ, and by how much. */
export function noteClocks({ pod, node }: Witness, { offsets, possible }: ClockEstimate, notes: Notes): void {
  if (!possible) {
    notes.add(
      'doubtful',
      'clocks impossible',
      pod,
      (pods) =>
        `What happened to pod ${pods} is reported in an order that cannot be, whatever their clocks read: some series may be of another life of the container.`,
    );
  }
  for (const offset of offsets) {
    const { clock, against } = offset;
    const named = clock === 'node' && node ? node : clock === 'prometheus' ? WORDS.prometheus : `pod ${pod}`;
    notes.add(
      'doubtful',
      `clock ${clock} ${against}`,
      `${named} (${offsetWords(offset)})`,
      (which) =>
        `The clock of ${WORDS[clock]} and that of ${WORDS[against]} differ: ${which}. Times are shown as each clock read them.`,
    );
  }
}

/** `3 s to 5 s behind`, `at least 3 s ahead`. */
export function offsetWords({ lowS, highS }: Pick<ClockOffset, 'lowS' | 'highS'>): string {
  const [direction, leastS, mostS] = lowS > 0 ? ['behind', lowS, highS] : ['ahead', -highS, -lowS];
  return mostS === Infinity
    ? `at least ${secondsWords(leastS)} ${direction}`
    : `${secondsWords(leastS)} to ${secondsWords(mostS)} ${direction}`;
}

function secondsWords(seconds: number): string {
  return `${Math.round(seconds * 10) / 10} s`;
}
