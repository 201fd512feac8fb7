/** A duration as a person says it: `340 ms`, `4.2 s`, `48 s`, `1 min 12 s`, `2 h 5 min`. Seconds in. */
export function durationWords(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown';
  if (seconds < 0) return `-${durationWords(-seconds)}`;
  if (seconds < 0.0005) return '0 s';
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${trimZero(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return twoUnits(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(seconds / 60);
  return twoUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

/** `± 1 s`. */
export function resolutionWords(seconds: number): string {
  return `± ${durationWords(seconds)}`;
}

/** GPU-seconds as a bare number: whole from 10 on, one decimal below; what is not quite nothing is `< 0.1`. */
export function gpuSeconds(seconds: number): string {
  if (seconds > 0 && seconds < 0.05) return '< 0.1';
  return seconds < 9.95 ? trimZero(seconds.toFixed(1)) : String(Math.round(seconds));
}

/** A ratio 0..1 as `43 %`; what is not quite nothing is `< 1 %`. */
export function percentWords(ratio: number): string {
  if (!Number.isFinite(ratio)) return 'unknown';
  if (ratio > 0 && ratio < 0.005) return '< 1 %';
  return `${Math.round(ratio * 100)} %`;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes in powers of 1000, as clouds and disks count them. */
export function byteWords(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.5 ? 0 : 1;
  return `${trimZero(value.toFixed(digits))} ${BYTE_UNITS[unit]}`;
}

/** `1 pod`, `4 pods`. */
export function countWords(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function twoUnits(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}

function trimZero(number: string): string {
  return number.includes('.') ? number.replace(/\.?0+$/, '') : number;
}
