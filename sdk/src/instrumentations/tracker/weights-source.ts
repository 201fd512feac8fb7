import { readFileSync } from 'node:fs';
import type { WeightsSource } from '@coldstart/conventions';

/** Beside a file smaller than this, libraries that are read at the same time look like a file from the disk. */
const LEAST_FROM_DISK_BYTES = 4 * 2 ** 20;

/** Half of the file came from a device: the rest is what the system happened to have. */
const FROM_DISK = 0.5;

/**
 * Where weights came from that lay in a local file. `readBytes`: what the process caused to be fetched from a device
 * meanwhile; a file that is mapped into memory counts there too. Source: proc(5), `/proc/pid/io`, `read_bytes`.
 */
export function localSource(fileBytes: number | null, readBytes: number | null): WeightsSource {
  if (fileBytes === null || fileBytes <= 0 || readBytes === null || readBytes < 0) {
    return 'unknown';
  }
  if (readBytes / fileBytes < FROM_DISK) {
    return 'page_cache';
  }
  return fileBytes < LEAST_FROM_DISK_BYTES ? 'unknown' : 'disk';
}

/** Bytes that this process has caused to be fetched from a device so far; `null` where nobody tells. */
export function deviceBytesRead(): number | null {
  try {
    const [, bytes] = /^read_bytes: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8')) ?? [];
    return bytes === undefined ? null : Number(bytes);
  } catch {
    return null;
  }
}
