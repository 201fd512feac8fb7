import { createHash } from 'node:crypto';
import type { Check } from './check.js';
import { wrapped } from './wrapped.js';

const LINES = 20_000;
const PADDING = 'x'.repeat(125);
const WRITER = ['sh', '-c', `seq -f '%.0f ${PADDING}' 1 ${LINES}; exit 3`];
const EXPECTED = Array.from({ length: LINES }, (_, index) => `${index + 1} ${PADDING}\n`).join('');

/** The exit code of the wrapper stands in the last line, behind what went through the pipe. */
const READERS: Readonly<Record<string, string>> = {
  'a reader that waits': '{ "$@"; echo "code $?"; } | { sleep 1; cat; }',
  'a reader that keeps up': '{ "$@"; echo "code $?"; } | cat',
  'a file': 'f=$(mktemp); "$@" > "$f"; code=$?; cat "$f"; rm "$f"; echo "code $code"',
  'a file for both streams':
    'f=$(mktemp); "$@" > "$f" 2>&1; code=$?; grep -v ^coldstart "$f"; rm "$f"; echo "code $code"',
};

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

export const LINES_KEPT: readonly Check[] = Object.entries(READERS).map(
  ([name, reader]): Check =>
    async (init) => {
      const { stdout } = await wrapped(init, WRITER, reader).ended;
      const at = stdout.lastIndexOf('code ');
      const lines = stdout.slice(0, at).split('\n').length - 1;
      const right = digest(stdout) === digest(`${EXPECTED}code 3\n`);
      return [
        {
          group: 'lines',
          name: `20 000 lines to ${name}`,
          init: init.name,
          right,
          found: { lost: LINES - lines, end: stdout.slice(at).trim() },
        },
      ];
    },
);
