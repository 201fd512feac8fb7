import type { ColdStart, HeldUp } from '@coldstart/timeline';
import { countWords } from './amounts';

/** `its image cannot be pulled (ErrImagePull)`. */
export function heldUpWords({ words, reason }: HeldUp): string {
  return words === reason ? reason : `${words} (${reason})`;
}

/** So many causes are told apart; the others are counted. */
const CAUSES = 2;

/** `2 pods held up: no node takes the pod (Unschedulable).` for each cause, most first; none: an empty list. */
export function heldUpSentences(coldStarts: readonly ColdStart[], noun: string): string[] {
  const counts = new Map<string, number>();
  for (const { heldUp } of coldStarts) {
    if (heldUp) counts.set(heldUpWords(heldUp), (counts.get(heldUpWords(heldUp)) ?? 0) + 1);
  }
  const causes = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const others = causes.slice(CAUSES).reduce((sum, [, count]) => sum + count, 0);
  return [
    ...causes.slice(0, CAUSES).map(([cause, count]) => `${countWords(count, noun)} held up: ${cause}.`),
    ...(others > 0 ? [`${countWords(others, noun)} held up for other reasons.`] : []),
  ];
}
