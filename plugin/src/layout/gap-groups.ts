import type { Gap } from '@coldstart/timeline';

/** Gaps of several GPUs of a pod that overlap in time: one thing to look at, one label. */
export interface GapGroup {
  readonly startS: number;
  readonly endS: number;
  readonly gaps: readonly Gap[];
  readonly gpuS: number;
  readonly open: boolean;
}

export function groupGaps(gaps: readonly Gap[]): GapGroup[] {
  const groups: { startS: number; endS: number; gaps: Gap[] }[] = [];
  for (const gap of [...gaps].sort((a, b) => a.startS - b.startS)) {
    const last = groups[groups.length - 1];
    if (last && gap.startS < last.endS) {
      last.gaps.push(gap);
      last.endS = Math.max(last.endS, gap.endS);
    } else groups.push({ startS: gap.startS, endS: gap.endS, gaps: [gap] });
  }
  return groups.map((group) => ({
    ...group,
    gpuS: group.gaps.reduce((sum, { durationS }) => sum + durationS, 0),
    open: group.gaps.some(({ open }) => open),
  }));
}
