import { PHASES, isPhase } from '@coldstart/conventions';
import type { AnalyzedLog } from '../analyze-log.js';
import { biggestCosts } from '../costs.js';
import { extentOf, lengthOf } from '../extent.js';
import { rowsOf } from '../rows.js';
import { padStart, percent, seconds, widthOf, wrap } from '../text/index.js';
import { painted, shown } from './look.js';
import type { Look, Paint } from './look.js';
import { table } from './table.js';

/** More rows than a person reads; of these the longest are shown. */
const MOST_ROWS = 60;
const INDENT = '  ';

/** What a saved log says, for a terminal. */
export function page(name: string, { report, profile, resolutionS }: AnalyzedLog, look: Look): string {
  const slackS = Number.isFinite(resolutionS) ? resolutionS : 0;
  const longest = report.phases.toSorted((a, b) => b.duration_s - a.duration_s).slice(0, MOST_ROWS);
  const rows = rowsOf(longest, slackS);
  const missing = report.phases.length - longest.length;
  const costs = biggestCosts(rows, report);
  const seen = new Set(report.phases.map(({ phase }) => phase));
  const hidden = Object.entries(profile.notObservable).filter(
    ([phase]) => isPhase(phase) && !seen.has(phase),
  );
  const parts = [
    header(name, { report, profile, resolutionS }, look),
    rows.length === 0 ? ['No line tells of a phase.'] : table(rows, report, look),
    missing > 0 ? [`${missing} shorter phases are left out; --json has them all.`] : [],
    section('The biggest costs', costs.flatMap(costLines(costs, lengthOf(extentOf(report)), look)), look),
    section(
      `What a log of ${shown(profile.title, look)} does not show`,
      hidden.flatMap(([phase, why]) =>
        hanging(`${isPhase(phase) ? PHASES[phase].title : phase}: `, shown(why, look), look),
      ),
      look,
    ),
    section(
      'Warnings',
      report.warnings.flatMap((warning) => hanging('! ', shown(warning, look), look, 'yellow')),
      look,
    ),
  ];
  return parts
    .filter((part) => part.length > 0)
    .map((part) => `${part.join('\n')}\n`)
    .join('\n');
}

function header(name: string, { report, profile, resolutionS }: AnalyzedLog, look: Look): string[] {
  const { version, model, outcome } = report;
  const server = version === null ? profile.title : `${profile.title} ${version}`;
  const title = [server, ...(model === null ? [] : [model]), name].map((part) => shown(part, look));
  const paint: Readonly<Record<typeof outcome, Paint>> = {
    ready: 'green',
    failed: 'red',
    unfinished: 'yellow',
  };
  return [
    ...wrap(title.join(look.unicode ? ' · ' : ' - '), look.columns).map((line) =>
      painted(line, 'bold', look),
    ),
    ...wrap(outcomeOf({ report, profile, resolutionS }), look.columns).map((line) =>
      painted(line, paint[outcome], look),
    ),
    ...wrap(clockOf(report.clock, resolutionS), look.columns).map((line) => painted(line, 'dim', look)),
  ];
}

function outcomeOf({ report: { outcome, total_s, phases, clock } }: AnalyzedLog): string {
  const after = clock === 'none' ? '' : ` after ${seconds(total_s)}`;
  if (outcome === 'ready') {
    return `Ready${after}.`;
  }
  if (outcome === 'failed') {
    return `Failed${after}.`;
  }
  const open = phases.filter(({ unfinished }) => unfinished === true).map(({ phase }) => PHASES[phase].title);
  return `Not ready when the log ends${after}${open.length === 0 ? '' : `, during ${[...new Set(open)].join(', ')}`}.`;
}

function clockOf(clock: AnalyzedLog['report']['clock'], resolutionS: number): string {
  switch (clock) {
    case 'line':
      return `Times are those of the lines, to ${resolutionOf(resolutionS)}.`;
    case 'printed':
      return 'No line has a time: these are the durations that the server printed, one after the other.';
    case 'none':
      return 'No line has a time, and no duration is printed.';
  }
}

function resolutionOf(s: number): string {
  if (s >= 1) {
    return `${s} s`;
  }
  return s >= 1e-3 ? `${Math.round(s * 1e3)} ms` : `${Math.round(s * 1e6)} µs`;
}

function costLines(
  costs: ReturnType<typeof biggestCosts>,
  wholeS: number,
  look: Look,
): (cost: ReturnType<typeof biggestCosts>[number]) => string[] {
  const tookColumns = Math.max(...costs.map((cost) => widthOf(seconds(cost.seconds))));
  return (cost) => {
    const lead = `${INDENT}${padStart(seconds(cost.seconds), tookColumns)} ${padStart(percent(cost.seconds, wholeS), 5)}  `;
    const title = wrap(shown(cost.title, look), Math.max(10, look.columns - widthOf(lead)));
    const indent = look.columns < 70 ? INDENT.repeat(2) : ' '.repeat(widthOf(lead));
    const advice = cost.advice === null ? [] : wrap(shown(cost.advice, look), look.columns - indent.length);
    return [
      ...title.map(
        (line, index) => (index === 0 ? lead : ' '.repeat(widthOf(lead))) + painted(line, 'bold', look),
      ),
      ...advice.map((line) => indent + painted(line, 'dim', look)),
    ];
  };
}

/** A text under its own beginning. */
function hanging(lead: string, text: string, look: Look, paint?: Paint): string[] {
  const lines = wrap(lead + text, look.columns - INDENT.length * 2);
  return lines.map(
    (line, index) =>
      INDENT.repeat(index === 0 ? 1 : 2) + (paint === undefined ? line : painted(line, paint, look)),
  );
}

function section(title: string, lines: readonly string[], look: Look): string[] {
  return lines.length === 0 ? [] : [painted(title, 'bold', look), ...lines];
}
