import type { StartUpReport } from '../log/index.js';
import { adviceOn } from './advice.js';
import type { CostKind } from './advice.js';
import { extentOf, lengthOf } from './extent.js';
import type { Row } from './rows.js';
import { titleOf } from './title.js';

/** Where time went: a phase, what is left of one beside those inside it, or time that no line tells of. */
export interface Cost {
  readonly title: string;
  readonly seconds: number;
  readonly advice: string | null;
}

const MOST_COSTS = 5;
/** Less is not worth a person's time. */
const LEAST_SHARE = 0.02;

/** The largest first. What runs beside something else counts in full, so they may add up to more than the total. */
export function biggestCosts(rows: readonly Row[], report: StartUpReport): Cost[] {
  const { server, unattributed_s } = report;
  const leastS = Math.max(0.05, lengthOf(extentOf(report)) * LEAST_SHARE);
  const costs = [
    ...rows.map((row) => costOf(row, server)),
    costFor('no_line', 'No line tells', unattributed_s, server),
  ];
  return costs
    .filter((cost) => cost.seconds >= leastS)
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, MOST_COSTS);
}

function costOf({ phase, ownS, leaf }: Row, server: string): Cost {
  const title = titleOf(phase);
  return leaf
    ? costFor(phase.phase, title, ownS, server)
    : costFor(`${phase.phase}.rest`, `${title}, the rest of it`, ownS, server);
}

function costFor(kind: CostKind, title: string, seconds: number, server: string): Cost {
  return { title, seconds, advice: adviceOn(kind, server) };
}
