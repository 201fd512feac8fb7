import type { Phase } from '@coldstart/conventions';
import type { Extent, NativeFigure } from './figure.js';

/** A number in a JSON answer that tells how long a part of the start-up took, seconds. */
export interface JsonRow {
  /** Names from the outside in. */
  readonly path: readonly string[];
  readonly extent: Extent;
  readonly phase: Phase | null;
}

/** The figures in a JSON answer. What is not there, or no duration, is passed over. */
export function figuresInJson(text: string, rows: readonly JsonRow[]): NativeFigure[] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return [];
  }
  return rows.flatMap(({ path, extent, phase }) => {
    const seconds = path.reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name)
          ? (value as Record<string, unknown>)[name]
          : undefined,
      body,
    );
    return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0
      ? [{ phase, extent, seconds, model: null, source: path.join('.') }]
      : [];
  });
}
