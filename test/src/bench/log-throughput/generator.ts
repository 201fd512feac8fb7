/**
 * A server that only writes its log, as fast as it is taken. Arguments: the mix of its lines, how many MB, the file for
 * what it cost, and `ready` where it is ready before. Its parent is whoever hands its log on.
 */
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { logOf, READY_LINE } from './lines.js';
import type { Mix } from './lines.js';

export interface Written {
  readonly bytes: number;
  readonly seconds: number;
  /** CPU seconds of the parent meanwhile, all its threads; in steps of 10 ms. */
  readonly parentCpuS: number;
}

const STDOUT = 1;
const TICKS_PER_S = 100;
/** What the parent has to do at its start, or at ready, is over after this. */
const SETTLE_MS = 700;

function write(bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(STDOUT, bytes, at);
}

/** Fields 14 and 15 of the file, behind the name, which may have spaces. See proc(5). */
function parentCpuS(): number {
  const status = readFileSync(`/proc/${process.ppid}/stat`, 'latin1');
  const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S;
}

const [mix = '', megabytes = '', report = '', ready] = process.argv.slice(2);
const log = logOf(mix as Mix);
const rounds = Math.ceil((Number(megabytes) * 1e6) / log.length);
if (ready !== undefined) write(Buffer.from(READY_LINE));
await delay(SETTLE_MS);

const cpuS = parentCpuS();
const begunMs = performance.now();
for (let round = 0; round < rounds; round++) write(log);
const written: Written = {
  bytes: rounds * log.length,
  // The last pieces may still be in the parent; a pipe's worth of 64 KiB.
  seconds: (performance.now() - begunMs) / 1000,
  parentCpuS: parentCpuS() - cpuS,
};
writeFileSync(report, JSON.stringify(written));
