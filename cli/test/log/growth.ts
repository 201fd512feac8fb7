/**
 * How much more CPU time `work` takes on what is `factor` times as large. Other processes do not count; what the
 * collector or the compiler do in between is taken out by the best of several turns.
 */
export function growth<T>(work: (input: T) => unknown, small: T, large: T): number {
  work(small);
  return best(work, large) / best(work, small);
}

const TURNS = 3;
/** What is over sooner is repeated, so that it can be measured. */
const LEAST_US = 2000;

function best<T>(work: (input: T) => unknown, input: T): number {
  let bestUs = Infinity;
  for (let turn = 0; turn < TURNS; turn++) {
    let times = 0;
    const before = process.cpuUsage();
    let spentUs = 0;
    while (spentUs < LEAST_US) {
      work(input);
      times += 1;
      const { user, system } = process.cpuUsage(before);
      spentUs = user + system;
    }
    bestUs = Math.min(bestUs, spentUs / times);
  }
  return bestUs;
}
