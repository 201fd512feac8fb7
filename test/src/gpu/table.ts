import type { Measured } from './measure.js';

/** The figures as Markdown: one table over all variants, one of phases for each. */
export function toMarkdown(title: string, measured: readonly Measured[]): string {
  const overview = table(
    ['page cache', 'placement', 'until ready', 'weights from', 'GPU idle'],
    measured.map(({ variant, page, totalS, gpuIdle }) => [
      variant.cache,
      variant.placement,
      seconds(totalS),
      page.weightsSource ?? 'unknown',
      percent(gpuIdle),
    ]),
  );
  const parts = measured.map(({ variant, page }) => {
    const startedS = page.startedS ?? page.phases[0]?.startS ?? 0;
    const rows = page.phases.map(({ phase, startS, endS, gpuBusyS }) => [
      phase,
      seconds(startS - startedS),
      endS === null ? 'runs' : seconds(endS - startS),
      percent(
        endS === null || gpuBusyS === null || endS <= startS
          ? null
          : 1 - gpuBusyS / gpus(page) / (endS - startS),
      ),
    ]);
    return `### ${variant.cache} page cache, ${variant.placement}\n\n${table(['phase', 'from', 'for', 'GPU idle'], rows)}`;
  });
  return [`## ${title}`, overview, ...parts].join('\n\n') + '\n';
}

function gpus({ utilization }: Measured['page']): number {
  return Math.max(1, utilization.size);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function seconds(value: number): string {
  return `${value.toFixed(2)} s`;
}

function percent(share: number | null): string {
  return share === null ? 'not observable' : `${(100 * Math.min(1, Math.max(0, share))).toFixed(0)} %`;
}
