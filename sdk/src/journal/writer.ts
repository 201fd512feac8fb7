import { readFileSync, readlinkSync } from 'node:fs';

/** Who writes a journal. Process ids repeat, in a container they are always 1, so it takes all of these. */
export interface Writer {
  /** Stands for the pod and the container. */
  readonly owner: string;
  /** The boot of the node; zeros where there is no `/proc`. */
  readonly boot: string;
  /** Inode of the pid namespace; 0 where there is no `/proc`. */
  readonly pidNamespace: string;
  readonly pid: number;
  /** Start of the process in clock ticks since boot; 0 where there is no `/proc`. */
  readonly startTicks: string;
}

const NAME = /^coldstart-([0-9a-f]{8})-([0-9a-f]{8})-(\d+)-(\d+)-(\d+)-[0-9a-f]{8}\.jsonl$/;

/** Name of a new file of this writer: unlike any other, since a process may have several, of different nanoseconds. */
export function newFileName({ owner, boot, pidNamespace, pid, startTicks }: Writer): string {
  const nonce = hex(Number(process.hrtime.bigint() & 0xffffffffn));
  return `coldstart-${owner}-${boot}-${pidNamespace}-${pid}-${startTicks}-${nonce}.jsonl`;
}

/** The writer of a journal, from the name of its file alone; `null` for a file that is none. */
export function writerOf(fileName: string): Writer | null {
  const [, owner, boot, pidNamespace, pid, startTicks] = NAME.exec(fileName) ?? [];
  return owner === undefined || boot === undefined || pidNamespace === undefined || startTicks === undefined
    ? null
    : { owner, boot, pidNamespace, pid: Number(pid), startTicks };
}

/** This process. */
export function thisWriter(pod: string, container: string): Writer {
  return {
    owner: hex(fingerprint(`${pod}\0${container}`)),
    boot: /^[0-9a-f]{8}/.exec(read('/proc/sys/kernel/random/boot_id'))?.[0] ?? '00000000',
    pidNamespace: /\d+/.exec(link('/proc/self/ns/pid'))?.[0] ?? '0',
    pid: process.pid,
    startTicks: runningSince(read('/proc/self/stat')) ?? '0',
  };
}

/**
 * 32 bits that tell the few containers of a folder apart. `node:crypto` would cost the host's main thread 7 ms to load.
 * Source: FNV-1a of Fowler, Noll and Vo, 32 bits.
 */
function fingerprint(text: string): number {
  return Buffer.from(text).reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
}

function hex(bits: number): string {
  return bits.toString(16).padStart(8, '0');
}

/**
 * Start of a process in clock ticks since boot, from the text of `/proc/PID/stat`; `null` when it has ended, also
 * when only its parent has not taken note yet. The name of the program, in parentheses, may hold anything.
 * Source: proc_pid_stat(5), fields 3 and 22.
 */
export function runningSince(stat: string): string | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  return state === 'Z' || state === 'X' ? null : (/^\d+$/.exec(fields[19] ?? '')?.[0] ?? null);
}

/** `null` when no such process runs, `'unknown'` when one does that cannot be looked at. */
export function startTicksOf(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`);
  return stat === '' ? (exists(pid) ? 'unknown' : null) : runningSince(stat);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
