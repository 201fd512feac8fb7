import type { Phase } from '@coldstart/conventions';
import type { ReportedPhase, StartUpReport } from '../../log/index.js';
import { extentOf, lengthOf } from '../extent.js';
import { uncovered } from '../rows.js';
import type { Row } from '../rows.js';
import { titleOf } from '../title.js';
import { cut, padEnd, padStart, percent, seconds, widthOf, wrap } from '../text/index.js';
import { bar, lightBar } from './bars.js';
import type { Axis } from './bars.js';
import { painted, shown } from './look.js';
import type { Look, Paint } from './look.js';
import { ticks } from './ticks.js';

const COLOURS: Partial<Readonly<Record<Phase, Paint>>> = {
  runtime_init: 'cyan',
  weights_fetch: 'magenta',
  weights_load: 'blue',
  weights_read: 'blue',
  weights_transfer: 'blue',
  compile: 'yellow',
  graph_capture: 'green',
  cache_alloc: 'green',
  warmup: 'yellow',
};

const INDENT = 2;
/** Of the width, for the names of the phases. */
const LABEL_SHARE = 0.3;
const LEAST_LABEL = 13;
/** With less room for the bars, the notes go below them. */
const BAR_BESIDE_NOTES = 30;
/** With less, the column of the starts is left out. */
const LEAST_BAR = 12;
const SMALLEST_BAR = 6;

interface Line {
  readonly label: string;
  readonly start: string;
  readonly took: string;
  readonly share: string;
  readonly notes: string;
  /** The bar once the columns for it are known. */
  readonly draw: (axis: Axis) => string;
  readonly paint: Paint;
}

/** A line per phase with its bar on one time axis; the last one is the time that no line tells of. */
export function table(rows: readonly Row[], report: StartUpReport, look: Look): string[] {
  const extent = extentOf(report);
  const lines = [
    ...rows.map((row) => phaseLine(row, report, look)),
    ...(report.unattributed_s > 0 ? [unattributedLine(rows, report, look)] : []),
  ];
  const head: Line = {
    label: '',
    start: 'start',
    took: 'took',
    share: 'share',
    notes: '',
    draw: ticks,
    paint: 'dim',
  };
  const all = [head, ...lines];
  const widest = (of: (line: Line) => string): number => Math.max(...all.map((line) => widthOf(of(line))));
  const labelColumns = Math.min(
    widest(({ label }) => label),
    Math.max(LEAST_LABEL, Math.floor(look.columns * LABEL_SHARE)),
  );
  const startColumns = widest(({ start }) => start);
  const tookColumns = widest(({ took }) => took);
  const shareColumns = widest(({ share }) => share);
  const noteColumns = widest(({ notes }) => notes);
  const room = look.columns - labelColumns - tookColumns - shareColumns - 4;
  const withStart = room - startColumns - 2 >= LEAST_BAR;
  const roomForBar = Math.max(SMALLEST_BAR, withStart ? room - startColumns - 2 : room);
  const beside = noteColumns > 0 && roomForBar - noteColumns - 2 >= BAR_BESIDE_NOTES;
  const axis: Axis = { ...extent, columns: beside ? roomForBar - noteColumns - 2 : roomForBar };

  return all.flatMap((line) => {
    const drawn = line.draw(axis);
    const numbers = [
      ...(withStart ? [padStart(line.start, startColumns)] : []),
      padStart(line.took, tookColumns),
    ].join('  ');
    const main = [
      padEnd(cut(line.label, labelColumns, look.unicode ? '…' : '~'), labelColumns),
      painted(drawn, line.paint, look) + ' '.repeat(Math.max(0, axis.columns - widthOf(drawn))),
      line === head ? painted(numbers, 'dim', look) : numbers,
      padStart(line.share, shareColumns),
    ].join(' ');
    if (line.notes === '') {
      return [main.trimEnd()];
    }
    return beside
      ? [`${main}  ${painted(line.notes, 'dim', look)}`]
      : [
          main.trimEnd(),
          ...wrap(line.notes, look.columns - INDENT * 2).map(
            (part) => ' '.repeat(INDENT * 2) + painted(part, 'dim', look),
          ),
        ];
  });
}

function phaseLine({ phase, depth }: Row, report: StartUpReport, look: Look): Line {
  return {
    label: ' '.repeat(depth * INDENT) + shown(titleOf(phase), look),
    start: seconds(phase.start_s),
    took: seconds(phase.duration_s),
    share: percent(phase.duration_s, lengthOf(extentOf(report))),
    notes: shown(notesOf(phase).join(' · '), look),
    draw: (axis) =>
      bar({ startS: phase.start_s, endS: phase.end_s }, axis, look.unicode, phase.unfinished === true),
    paint: COLOURS[phase.phase] ?? 'cyan',
  };
}

function notesOf({ printed_s, observed_s, duration_s, ...phase }: ReportedPhase): string[] {
  const took = seconds(duration_s);
  const printed = printed_s === undefined ? null : seconds(printed_s);
  const apart = observed_s === undefined ? took : seconds(observed_s);
  return [
    ...(printed === null ? [] : [printed === took ? 'as printed' : `printed ${printed}`]),
    ...(apart === took ? [] : [`lines ${apart} apart`]),
    ...(phase.ranks === undefined ? [] : [`${phase.ranks} ranks`]),
    ...(phase.weights_source === undefined ? [] : [`from ${phase.weights_source}`]),
    ...(phase.unfinished === true ? ['had not ended'] : []),
  ];
}

function unattributedLine(rows: readonly Row[], report: StartUpReport, look: Look): Line {
  const free = uncovered(
    rows.map(({ phase }) => phase),
    0,
    report.total_s,
  );
  return {
    label: 'no line tells',
    start: '',
    took: seconds(report.unattributed_s),
    share: percent(report.unattributed_s, lengthOf(extentOf(report))),
    notes: '',
    draw: (axis) => lightBar(free, axis, look.unicode),
    paint: 'dim',
  };
}
