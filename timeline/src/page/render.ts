import type { Source } from '../model.js';
import {
  EXPORTERS,
  SIGNALS,
  SILENT,
  STEPS,
  unitOf,
  type Exporter,
  type Signal,
  type Step,
} from '../signals/index.js';

/** The page `docs/signals.md`, whole, in Markdown. */
export function renderPage(): string {
  return [
    '# Signals: which exporter gives what, and what you cannot see without it',
    '',
    'Generated from `timeline/src/signals` by `npm run generate`; do not edit.',
    '',
    'The timeline works with whatever is there. What is missing it names in its notes, and shows as *not observable* or *unknown*, never as 0 s. Where two sources tell the same moment and agree, the finer one counts; where they differ by more than both can be off, the one that decides the moment is believed (the kubelet for Ready, the process for a loaded model), and the difference is shown.',
    '',
    '## What to install next',
    '',
    'Each step adds to those above it.',
    '',
    ...Object.values(STEPS).flatMap(stepLines),
    '## At a glance',
    '',
    ...table(
      ['exporter', 'step', 'what you cannot see without it', 'how sharp'],
      exporters().map(([, { title, step, unseen, resolution }]) => [
        `[${title}](#${anchor(title)})`,
        STEPS[step].title,
        unseen,
        resolution,
      ]),
    ),
    '',
    '## Exporters',
    '',
    ...exporters().flatMap(([source, exporter]) => exporterLines(source, exporter)),
    '## What tells nothing here',
    '',
    ...SILENT.map(({ title, why }) => `- **${title}:** ${why}`),
    '',
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

/** In the order of the steps; those that nothing is read of are left out. */
function exporters(): [Source, Exporter][] {
  const steps = Object.keys(STEPS) as Step[];
  return (Object.entries(EXPORTERS) as [Source, Exporter][])
    .filter(([source]) => source === 'traces' || SIGNALS.some((row) => row.source === source))
    .sort(([, a], [, b]) => steps.indexOf(a.step) - steps.indexOf(b.step));
}

function stepLines({ title, install, see, resolution, unseen }: (typeof STEPS)[Step], nth: number): string[] {
  return [
    `### ${nth + 1}. ${title}`,
    '',
    install,
    '',
    `- **You see:** ${see}`,
    `- **How sharp:** ${resolution}`,
    `- **Not yet:** ${unseen}`,
    '',
  ];
}

function exporterLines(source: Source, { title, runBy, reference, install, filtered }: Exporter): string[] {
  const rows = SIGNALS.filter((row) => row.source === source);
  return [
    `### ${title}`,
    '',
    `- **Run by:** ${runBy}`,
    `- **How to get it:** ${install}`,
    `- **Format:** ${reference}`,
    ...(filtered === undefined ? [] : [`- **By namespace:** ${filtered}`]),
    '',
    ...(rows.length > 0
      ? [...table(['metric', 'of', 'tells', 'unit', 'how sharp'], rows.map(cells)), '']
      : []),
  ];
}

function cells(row: Signal): string[] {
  const { metric, says, speaksOf = 'pod' } = row;
  const unit = unitOf(row);
  return [`\`${metric}\``, speaksOf, says.replace(/\.$/, ''), unit, sharpness(row, unit)];
}

/** A value that is a time or a duration is as sharp as its row says; what only changes, as its samples. */
function sharpness({ resolutionS }: Signal, unit: string): string {
  if (resolutionS === null || !['Unix seconds', 's', 'ms'].includes(unit)) return 'samples';
  return resolutionS >= 1 ? `${resolutionS} s` : `${resolutionS * 1000} ms`;
}

/** As GitHub makes it of a heading. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}

/** A bar in a cell would end it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cellsOf: readonly string[]): string =>
    `| ${cellsOf.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
