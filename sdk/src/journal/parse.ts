import { recordFromJson } from './record.js';
import type { JournalRecord } from './record.js';

/** No record of ours is longer; a line that is was not written by us. In characters. */
const LONGEST_LINE = 128 * 1024;

export interface Parsed {
  /** In the order of the file. */
  readonly records: readonly JournalRecord[];
  /** Lines that are no JSON, but for the last one: that may just be where its writer died. */
  readonly damaged: number;
}

/**
 * Reads what is left of a journal: torn lines, garbage, zero bytes and records of another version are passed over,
 * and every line that is whole counts. Never throws.
 */
export function parse(text: string): Parsed {
  const lines = text.split('\n').filter((line) => line !== '');
  const records: JournalRecord[] = [];
  let damaged = 0;
  lines.forEach((line, index) => {
    const value = line.length > LONGEST_LINE ? undefined : fromJson(line);
    const record = recordFromJson(value);
    if (record !== null) {
      records.push(record);
    } else if (value === undefined && index < lines.length - 1) {
      damaged += 1;
    }
  });
  return { records, damaged };
}

function fromJson(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
