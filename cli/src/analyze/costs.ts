import { PHASES } from '@coldstart/conventions';
import type { StartUpReport } from '../log/index.js';
import { adviceOn } from './advice.js';
import type { CostKind } from './advice.js';
import type { Row } from './rows.js';

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
export function biggestCosts(
  rows: readonly Row[],
  { server, total_s, unattributed_s }: StartUpReport,
): Cost[] {
  const costs = [
    ...rows.map((row) => costOf(row, server)),
    costFor('no_line', 'No line tells', unattributed_s, server),
  ];
  return costs
    .filter((cost) => cost.seconds >= 0.05 && cost.seconds >= total_s * LEAST_SHARE)
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, MOST_COSTS);
}

function costOf({ phase: { phase, model }, ownS, leaf }: Row, server: string): Cost {
  const title = PHASES[phase].title + (model === undefined ? '' : ` ${model}`);
  return leaf
    ? costFor(phase, title, ownS, server)
    : costFor(`${phase}.rest`, `${title}, the rest of it`, ownS, server);
}

function costFor(kind: CostKind, title: string, seconds: number, server: string): Cost {
  return { title, seconds, advice: adviceOn(kind, server) };
}
