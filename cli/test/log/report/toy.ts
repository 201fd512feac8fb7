import { SavedLog } from '../../../src/log/index.js';
import type { Profile, StartUpReport } from '../../../src/log/index.js';

/** A server that nobody runs, with a line for everything that a profile can say. */
export const TOY: Profile = {
  server: 'toy',
  title: 'Toy',
  versions: '1',
  stamps: ['iso'],
  detect: { commands: ['toy'], lines: ['Toy server {version} starts'] },
  models: 'one',
  loads: 'once',
  opens: 'runtime_init',
  modelFrom: { flags: [] },
  rules: [
    { line: 'Toy server {version} starts with {model}' },
    { line: 'load begins', end: 'runtime_init', begin: 'weights_load' },
    { line: 'load ends', end: 'weights_load' },
    { line: 'load took {s} seconds', took: 'weights_load' },
    { line: 'shards: {n}/{of} [{dur}<', bar: 'weights_read' },
    { line: 'warm-up step took {ms} ms', took: 'warmup', printed: 'part' },
    { line: 'graphs took {s} s', took: 'graph_capture' },
    { line: 'fetched in {dur} from afar', took: 'weights_fetch', source: 'remote' },
    { line: 'toy is up', ready: true },
    { line: 'toy fell: {cause}', fails: true },
  ],
  always: ['weights_load'],
  notObservable: { compile: 'toys do not compile' },
};

/** What a log of the toy says. Each line stands so many seconds after noon; `null`: without a stamp. */
export function toyReport(
  lines: readonly (readonly [atS: number | null, text: string])[],
  profile: Profile = TOY,
): StartUpReport {
  const log = new SavedLog([profile], profile);
  for (const [atS, text] of lines) {
    log.push(Buffer.from(`${atS === null ? '' : `${stampOf(atS)} `}${text}\n`));
  }
  const report = log.end();
  if (report === null) throw new Error('a log of a given server has a report');
  return report;
}

function stampOf(atS: number): string {
  return new Date(Date.UTC(2026, 4, 9, 12) + Math.round(atS * 1000)).toISOString();
}
