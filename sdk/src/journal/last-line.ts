import type { Phase } from '@coldstart/conventions';
import type { LoadState } from '../load/index.js';

const LONGEST_MODEL = 80;
const LONGEST_ERROR = 200;

/** Where a load is, as the container's last words if it dies now. `sinceS`: Unix seconds. */
export function runningLine(state: LoadState, phase: Phase | null, sinceS: number): string {
  return `coldstart: ${who(state)} was ${where(phase)} since ${time(sinceS)}`;
}

/** How a load failed. `phase`: where it was at that moment. */
export function failedLine(state: LoadState, phase: Phase | null, atS: number, error: string): string {
  const what = printable(error, LONGEST_ERROR);
  return `coldstart: ${who(state)} failed ${where(phase)} at ${time(atS)}${what && `: ${what}`}`;
}

function who({ model, attempt }: LoadState): string {
  return `${printable(model, LONGEST_MODEL) || 'a load'} attempt ${attempt}`;
}

function where(phase: Phase | null): string {
  return phase === null ? 'between phases' : `in ${phase}`;
}

function time(atS: number): string {
  const date = new Date(atS * 1000);
  return Number.isNaN(date.getTime()) ? 'an unknown time' : date.toISOString();
}

/** One line, whatever the host calls its models. */
function printable(text: string, longest: number): string {
  return text.slice(0, longest).replace(/[\p{C}\p{Z}]+/gu, ' ');
}
