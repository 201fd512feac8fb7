import type { Check } from './check.js';
import { wrapped } from './wrapped.js';

const shell = (script: string): readonly string[] => ['sh', '-c', script];

const COMMANDS: Readonly<Record<string, { readonly command: readonly string[]; readonly code: number }>> = {
  'exit 0': { command: shell('exit 0'), code: 0 },
  'exit 1': { command: shell('exit 1'), code: 1 },
  'exit 7': { command: shell('exit 7'), code: 7 },
  'exit 255': { command: shell('exit 255'), code: 255 },
  'not runnable': { command: ['/etc'], code: 126 },
  'not found': { command: ['/no/such/program'], code: 127 },
  SIGINT: { command: shell('kill -INT $$'), code: 130 },
  SIGABRT: { command: shell('kill -ABRT $$'), code: 134 },
  SIGKILL: { command: shell('kill -KILL $$'), code: 137 },
  SIGSEGV: { command: shell('kill -SEGV $$'), code: 139 },
  SIGTERM: { command: shell('kill -TERM $$'), code: 143 },
  'leaves a process behind': { command: shell('sleep 1 & exit 5'), code: 5 },
};

export const EXIT_CODES: readonly Check[] = Object.entries(COMMANDS).map(
  ([name, { command, code }]): Check =>
    async (init) => {
      const end = await wrapped(init, command).ended;
      return [{ group: 'exit_codes', name, init: init.name, right: end.code === code, found: end.code }];
    },
);
