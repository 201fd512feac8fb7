import type { Check } from './check.js';
import { wrapped } from './wrapped.js';

const ORPHANS = 11;

/** Leaves orphans and prints how many process 1 has adopted, and how many are zombies when all have long ended. */
const SCRIPT = `
  for i in $(seq ${ORPHANS}); do (sleep 0.4 &); done
  sleep 0.1
  cat /proc/[0-9]*/status | awk '/^Name:/ { name = $2 } /^PPid:/ && name == "sleep" && $2 == 1 { n++ } END { print n + 0 }'
  sleep 1.5
  cat /proc/[0-9]*/status | grep -c '^State:.*zombie'
  exit 5
`;

const reaped: Check = async (init) => {
  const { code, stdout } = await wrapped(init, ['sh', '-c', SCRIPT]).ended;
  const [adopted, zombies] = stdout.split('\n').map(Number);
  return [
    {
      group: 'zombies',
      name: `${ORPHANS} orphans`,
      init: init.name,
      right: code === 5 && adopted === ORPHANS && zombies === 0,
      found: { code, adopted, zombies },
    },
  ];
};

export const ZOMBIES: readonly Check[] = [reaped];
