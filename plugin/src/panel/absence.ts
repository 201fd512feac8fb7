import { TIMELINE_QUERIES, type Series, type Timeline } from '@coldstart/timeline';
import type { FramesReading } from '../frames';
import { countWords } from '../words';

/** Why there is nothing to draw, and what to do about it. */
export interface Absence {
  readonly title: string;
  readonly lines: readonly string[];
}

const NAMES_PER_QUERY = 3;
const NAMES_RECEIVED = 5;

/** Null where there is something to draw. */
export function absenceOf(frames: number, reading: FramesReading, timeline: Timeline): Absence | null {
  if (timeline.coldStarts.length > 0 || timeline.queues.length > 0) return null;
  const { series, problems } = reading;
  if (series.length === 0 && problems.length > 0) {
    return { title: 'The data cannot be read', lines: problems };
  }
  if (series.length === 0) {
    return {
      title: 'No data',
      lines: [
        frames === 0
          ? 'No series arrived: the panel has no query, or its queries find nothing in this time range.'
          : `${countWords(frames, 'answer')} without a series in this time range.`,
        'Widen the time range, or check that the series of the pods and of the cluster reach the data source.',
        ...expectedLines(),
      ],
    };
  }
  if (!series.some(({ metric }) => EXPECTED.has(metric))) {
    return {
      title: 'No cold start series',
      lines: [
        `${countWords(series.length, 'series').replace(/s$/, '')} arrived, none that a cold start is made of: ${receivedNames(series)}.`,
        ...expectedLines(),
        ...problems,
      ],
    };
  }
  return {
    title: 'No cold start in this time range',
    lines: [
      `${countWords(series.length, 'series').replace(/s$/, '')} arrived, but no pod in them started or loaded a model between the ends of the range. Widen the time range.`,
      ...problems,
      ...timeline.notes,
    ],
  };
}

const EXPECTED = new Set(TIMELINE_QUERIES.flatMap(({ metrics }) => metrics));

function expectedLines(): string[] {
  const lines = TIMELINE_QUERIES.map(({ refId, mode, metrics }) => {
    const more = metrics.length - NAMES_PER_QUERY;
    const names = metrics.slice(0, NAMES_PER_QUERY).join(', ');
    return `Query "${refId}" (${mode}) brings ${names}${more > 0 ? ` and ${more} more` : ''}.`;
  });
  return ['The queries of the example dashboard, which comes with this plugin:', ...lines];
}

function receivedNames(series: readonly Series[]): string {
  const names = [...new Set(series.map(({ metric }) => metric))];
  const more = names.length - NAMES_RECEIVED;
  return names.slice(0, NAMES_RECEIVED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
