import type { Stretch } from './sharing.js';
import type { Track } from './track.js';
import { spacingOf } from './track.js';

/** Energy that stands still for longer than this many spacings shows that nothing is measured: a GPU always uses some. */
const STILL_SPACINGS = 2;

/**
 * Stretches in which an exporter repeats what it told before, by an energy counter that stands still while its GPU is
 * on: each from the last measurement to the last repeat, Unix seconds. None where the counter never moves, as a GPU
 * without one tells 0 for ever.
 */
export function frozenStretches({ timesS, values }: Track): { startS: number; endS: number }[] {
  if (values.every((value) => value === values[0])) return [];
  const stillS = STILL_SPACINGS * spacingOf(timesS);
  const stretches: { startS: number; endS: number }[] = [];
  let from = 0;
  for (let i = 1; i <= values.length; i++) {
    if (i < values.length && values[i] === values[from]) continue;
    const startS = timesS[from] ?? Number.NaN;
    const endS = timesS[i - 1] ?? Number.NaN;
    if (endS - startS > stillS) stretches.push({ startS, endS });
    from = i;
  }
  return stretches;
}

/**
 * Of still stretches those that are longer than the counter's own rhythm explains. An exporter that measures every 30 s
 * and is read every 5 s repeats each measurement, yet hangs nowhere.
 */
export function hangsAmong({ timesS, values }: Track, stretches: readonly Stretch[]): readonly Stretch[] {
  const changed = timesS.filter((_, i) => i > 0 && values[i] !== values[i - 1]);
  const rhythmS = spacingOf(changed);
  return rhythmS > 0
    ? stretches.filter(({ startS, endS }) => endS - startS > STILL_SPACINGS * rhythmS)
    : stretches;
}
