import { ATTRIBUTES, prometheusName } from '../attributes.js';
import { MARKS } from '../marks.js';
import { MAX_SERIES_PER_POD, METRICS, prometheusMetricName } from '../metrics.js';
import type { MetricDefinition } from '../metrics.js';
import { PHASES } from '../phases.js';
import type { PhaseDefinition } from '../phases.js';

/** The page `conventions/README.md`, whole, in Markdown. */
export function renderPage(): string {
  return [
    '# coldstart conventions',
    '',
    'Generated from `conventions/src` by `npm run generate`; do not edit.',
    '',
    'A **cold start** runs from the creation of a pod until it is ready to serve. The **model load** is the part inside the server process.',
    '',
    '## Phases',
    '',
    'In the usual order. Phases may nest and overlap, so their durations are never summed.',
    '',
    ...table(
      ['phase', 'where', 'from → to', 'usually inside'],
      Object.entries<PhaseDefinition>(PHASES).map(([name, { origin, extent, parent }]) => [
        code(name),
        origin,
        extent,
        parent === undefined ? '–' : code(parent),
      ]),
    ),
    '',
    '## Marks',
    '',
    ...table(
      ['mark', 'meaning'],
      Object.entries(MARKS).map(([name, { meaning }]) => [code(name), meaning]),
    ),
    '',
    '## Metrics',
    '',
    `Times are Unix seconds with fractions, as the value of a gauge: the sample carries the exact moment, however rarely it is scraped. At most ${MAX_SERIES_PER_POD} series come from one pod.`,
    '',
    ...table(
      ['Prometheus', 'OpenTelemetry', 'type', 'unit', 'labels beyond identity', 'meaning'],
      Object.values<MetricDefinition>(METRICS).map(({ name, type, unit, attributes, description }) => [
        code(prometheusMetricName({ name, unit })),
        code(name),
        type,
        unit,
        attributes.length === 0 ? '–' : attributes.map(code).join(', '),
        description,
      ]),
    ),
    '',
    '## Attributes',
    '',
    ...table(
      ['attribute', 'label', 'on', 'meaning'],
      Object.values(ATTRIBUTES).map(({ name, on, meaning }) => [
        code(name),
        code(prometheusName(name)),
        on,
        meaning,
      ]),
    ),
    '',
  ].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
