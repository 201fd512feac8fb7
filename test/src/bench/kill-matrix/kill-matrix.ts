import { PHASE_NAMES, PHASES } from '@coldstart/conventions';
import type { Benchmark } from '../result.js';
import { median, rounded } from '../statistics.js';
import { DEATH_NAMES } from './deaths.js';
import { kill } from './kill.js';
import type { Outcome } from './kill.js';

/** Servers that die at a time. */
const AT_ONCE = 3;

/** Every phase of a server times every way to die: what the next start says of it. */
export const killMatrix: Benchmark = {
  summary: 'deaths in every phase, and what the next start says of them',
  async run() {
    const pairs = PHASE_NAMES.filter((phase) => PHASES[phase].origin === 'server').flatMap((phase) =>
      DEATH_NAMES.map((death) => ({ phase, death })),
    );
    const begunMs = performance.now();
    const outcomes: Outcome[] = [];
    const next = pairs.values();
    const work = async (): Promise<void> => {
      for (const { phase, death } of next) {
        const outcome = await kill(phase, death);
        outcomes.push(outcome);
        if (!right(outcome)) {
          process.stderr.write(`${JSON.stringify(outcome)}\n`);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));

    const count = (what: (outcome: Outcome) => boolean): number => outcomes.filter(what).length;
    const errorsMs = outcomes.flatMap(({ dateErrorMs }) => (dateErrorMs === null ? [] : [dateErrorMs]));
    const figures = {
      killed: count(({ killed }) => killed),
      recovered: count(({ recovered }) => recovered),
      phase_right: count(({ phaseRight }) => phaseRight),
      reason_right: count(({ reasonRight }) => reasonRight),
      attempt_right: count(({ attemptRight }) => attemptRight),
      median_date_error_ms: errorsMs.length === 0 ? null : rounded(median(errorsMs), 0),
      max_date_error_ms: errorsMs.length === 0 ? null : rounded(Math.max(...errorsMs), 0),
      took_s: rounded((performance.now() - begunMs) / 1000, 1),
    };
    return {
      bench: 'kill-matrix',
      figures,
      targets: { killed: pairs.length, recovered: pairs.length, phase_right: pairs.length },
      pass: outcomes.length === pairs.length && outcomes.every(right),
    };
  },
};

function right({ killed, recovered, phaseRight, reasonRight, attemptRight }: Outcome): boolean {
  return killed && recovered && phaseRight && reasonRight && attemptRight;
}
