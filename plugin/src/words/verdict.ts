import type { ColdStart, QueueTrack, Timeline } from '@coldstart/timeline';
import { countWords, durationWords, gpuSeconds } from './amounts';
import type { Clock } from './clock';
import { phaseTitle, podWords, underGaps, worstOf, idleGpuS, type Tone } from './cold-start';
import { heldUpSentences } from './held-up';
import { hasBothKinds, queueKindWords } from './queue-kind';
import { blindOfAll, blindWords } from './samples';
import { anyTogether } from './sharing';
import { waitBucketWords } from './wait-bucket';

/** What the whole picture says, in words. */
export interface Verdict {
  readonly tone: Tone;
  readonly headline: string;
  /** What to look at: the worst pod, the wait of the users. */
  readonly findings: readonly string[];
  /** What limits the picture, and how the others fared. */
  readonly remarks: readonly string[];
}

export function verdictText(verdict: Verdict): string {
  return [verdict.headline, ...verdict.findings, ...verdict.remarks].join(' ');
}

/** `fromS`: begin of the view, Unix seconds. */
export function verdictOf(timeline: Timeline, clock: Clock, fromS: number): Verdict {
  const { coldStarts, queues } = timeline;
  const noun = nounFor(coldStarts);
  const observed = coldStarts.filter(({ gpu }) => gpu.kind === 'observed');
  return {
    ...headlineOf(coldStarts, observed, noun),
    findings: said(worstWords(coldStarts), ...heldUpSentences(coldStarts, noun), waitWords(queues, clock)),
    remarks: said(
      endingWords(coldStarts, noun),
      unobservedWords(coldStarts, observed, noun),
      unseenWords(observed),
      unknownWords(observed),
      earlierWords(coldStarts, noun, fromS),
    ),
  };
}

function said(...sentences: readonly string[]): string[] {
  return sentences.filter((sentence) => sentence !== '');
}

function headlineOf(
  coldStarts: readonly ColdStart[],
  observed: readonly ColdStart[],
  noun: string,
): Pick<Verdict, 'tone' | 'headline'> {
  const all = coldStarts.length;
  if (all === 0) return { tone: 'info', headline: 'No cold start in this time range.' };
  const idle = observed.filter((coldStart) => idleGpuS(coldStart) > 0);
  if (idle.length > 0) {
    const total = idle.reduce((sum, coldStart) => sum + idleGpuS(coldStart), 0);
    const resolution = idle.reduce(
      (sum, { gpu }) => sum + (gpu.kind === 'observed' ? gpu.resolutionS : 0),
      0,
    );
    const who = all === 1 ? `The ${noun} had its GPU` : `${idle.length} of ${all} ${noun}s had their GPU`;
    const exact = resolution > 0 ? ` (± ${gpuSeconds(resolution)})` : '';
    return {
      tone: 'warning',
      headline: `${who} idle while loading: ${gpuSeconds(total)} GPU-seconds${exact} in all.`,
    };
  }
  if (observed.length === 0) {
    return {
      tone: 'info',
      headline: `${countWords(all, noun)}. Whether a GPU sat idle is not observable.`,
    };
  }
  const blind = blindOfAll(observed);
  if (blind) {
    return {
      tone: 'info',
      headline: `${countWords(all, noun)}. ${blindWords(blind)}, and no longer one was found.`,
    };
  }
  const minGapS = Math.max(...observed.map(({ gpu }) => (gpu.kind === 'observed' ? gpu.minGapS : 0)));
  const seenWhole =
    observed.length === all && observed.every(({ gpu }) => gpu.kind === 'observed' && gpu.unknownGpuS === 0);
  return {
    // What nobody saw may have been a gap.
    tone: seenWhole ? 'ok' : 'info',
    headline: `${countWords(all, noun)}. No observed GPU sat idle for ${durationWords(minGapS)} or more while loading.`,
  };
}

/** A pod that tried twice stands for two cold starts: then "pods" would miscount. */
function nounFor(coldStarts: readonly ColdStart[]): string {
  const pods = new Set(coldStarts.map(({ namespace, pod }) => `${namespace}/${pod}`));
  return pods.size === coldStarts.length ? 'pod' : 'cold start';
}

function worstWords(coldStarts: readonly ColdStart[]): string {
  const worst = worstOf(coldStarts);
  if (!worst || worst.gpu.kind !== 'observed') return '';
  const under = underGaps(worst.gpu.gaps)[0];
  const mostly = under ? `, mostly ${phaseTitle(under.phase).toLowerCase()}` : '';
  return `Worst: ${podWords(worst)}, ${gpuSeconds(worst.gpu.idleGpuS)} GPU-s${mostly}.`;
}

function endingWords(coldStarts: readonly ColdStart[], noun: string): string {
  const count = (kind: ColdStart['outcome']['kind']) =>
    coldStarts.filter(({ outcome }) => outcome.kind === kind).length;
  const parts = [
    count('loading') > 0 ? `${count('loading')} still loading` : '',
    count('failed') > 0 ? `${count('failed')} failed` : '',
    count('lost') > 0 ? `${count('lost')} lost before ready` : '',
  ].filter((part) => part !== '');
  if (parts.length === 0) return '';
  const ready = count('ready');
  return `${ready} of ${countWords(coldStarts.length, noun)} ready, ${parts.join(', ')}.`;
}

function unobservedWords(
  coldStarts: readonly ColdStart[],
  observed: readonly ColdStart[],
  noun: string,
): string {
  const missing = coldStarts.length - observed.length;
  if (missing === 0 || observed.length === 0) return '';
  return `GPU not observable for ${missing} of ${countWords(coldStarts.length, noun)}.`;
}

/** Where none idled, the headline says it. */
function unseenWords(observed: readonly ColdStart[]): string {
  const blind = blindOfAll(observed);
  return blind && observed.some((coldStart) => idleGpuS(coldStart) > 0) ? `${blindWords(blind)}.` : '';
}

function unknownWords(observed: readonly ColdStart[]): string {
  const unknown = observed.reduce((sum, { gpu }) => sum + (gpu.kind === 'observed' ? gpu.unknownGpuS : 0), 0);
  if (unknown === 0) return '';
  return anyTogether(observed)
    ? `${gpuSeconds(unknown)} GPU-s unknown: no samples, or a shared GPU was busy.`
    : `${gpuSeconds(unknown)} GPU-s without samples: unknown.`;
}

/** The queries bring the marks of a cold start whole, but GPU samples of the view only. */
function earlierWords(coldStarts: readonly ColdStart[], noun: string, fromS: number): string {
  const earlier = coldStarts.filter(({ startS }) => startS < fromS).length;
  if (earlier === 0) return '';
  return `${earlier} of ${countWords(coldStarts.length, noun)} began before this time range: zoom out to see what their GPUs did.`;
}

function waitWords(queues: readonly QueueTrack[], clock: Clock): string {
  let peak: (QueueTrack['waitP95'][number] & Pick<QueueTrack, 'kind'>) | null = null;
  for (const { kind, waitP95 } of queues) {
    for (const wait of waitP95) {
      if (Number.isFinite(wait.seconds) && wait.seconds > (peak?.seconds ?? -Infinity)) {
        peak = { ...wait, kind };
      }
    }
  }
  if (!peak) return 'How long users waited is not observable: no queue wait.';
  if (peak.seconds === 0) return 'Users did not wait.';
  const where = hasBothKinds(queues) ? `${queueKindWords(peak.kind)}, ` : '';
  return `Users waited ${waitBucketWords(peak)} (${where}p95) at ${clock.toSecond(peak.atS)}.`;
}
