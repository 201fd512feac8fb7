import type { Mark } from '@coldstart/conventions';
import type { Moment } from '../model.js';
import type { Question } from './question.js';

/** A pod that waited no longer than this before the view is believed to have become Ready for the first time in it. */
const SHORT_WAIT_S = 60;

/**
 * Whether a cold start was over before the view began, though the pod became Ready in it or is not Ready now.
 * kube-state-metrics dates only the latest Ready. Inside the view an earlier one shows in the earlier samples; before
 * it, nothing tells a pod that waits for its first Ready from one that served for a day and whose probe failed. A
 * request that it served before the view shows the latter. Without any, the view has to show it waiting for at least
 * as long as it may have waited unseen.
 */
export function overBefore(
  question: Question,
  marks: Readonly<Partial<Record<Mark, Moment>>>,
): 'no' | 'yes' | 'unknown' {
  const { model_ready: modelReady, pod_ready: podReady, first_request: firstRequest } = marks;
  const begun = modelReady ?? marks.container_started ?? marks.process_started;
  if (!begun || !question.isBeforeView(begun.atS)) return 'no';
  if (firstRequest) return question.isBeforeView(firstRequest.atS) ? 'yes' : 'no';
  if (!podReady || question.isBeforeView(podReady.atS)) return 'no';
  const fromS = question.term('fromS');
  return fromS - begun.atS <= Math.max(podReady.atS - fromS, SHORT_WAIT_S) ? 'no' : 'unknown';
}
