import type { GpuReading } from '../reading.js';

/** Columns asked for, in this order. Source: `nvidia-smi --help-query-gpu`. */
export const COLUMNS = ['uuid', 'name', 'utilization.gpu', 'memory.used', 'memory.total'] as const;

const MIB = 1024 * 1024;

/** One line of `--format=csv,noheader,nounits`: percent and MiB; `null` where it is something else. */
export function parseLine(line: string): GpuReading | null {
  const fields = line.split(',').map((field) => field.trim());
  const [id = '', name = ''] = fields;
  const [percent, used, total] = fields.slice(-3).map(number);
  if (fields.length !== COLUMNS.length || !/^(GPU|MIG)-/.test(id)) {
    return null;
  }
  return {
    id,
    name,
    utilization: percent === undefined ? null : Math.min(1, percent / 100),
    memoryUsedBytes: used === undefined ? null : used * MIB,
    memoryTotalBytes: total === undefined ? null : total * MIB,
  };
}

/** `[N/A]`, `[Not Supported]` and the like tell nothing. */
function number(field: string): number | undefined {
  const value = field === '' ? NaN : Number(field);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
