/** Seconds for a person: `0.17 s`, `31.2 s`, `3 min 07 s`, `1 h 02 min`. */
export function seconds(s: number): string {
  const size = Math.abs(s);
  if (size < 9.995) {
    return `${s.toFixed(2).replace(/^-(0\.00)$/, '$1')} s`;
  }
  if (size < 119.95) {
    return `${s.toFixed(1)} s`;
  }
  const whole = Math.round(size);
  const sign = s < 0 ? '-' : '';
  return whole < 3600
    ? `${sign}${Math.floor(whole / 60)} min ${two(whole % 60)} s`
    : `${sign}${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** Share of a whole in percent; empty where there is no whole. */
export function percent(part: number, whole: number): string {
  if (whole <= 0) {
    return '';
  }
  const share = (part / whole) * 100;
  if (share > 999) {
    return '>999 %';
  }
  return share > 0 && share < 1 ? '<1 %' : `${Math.round(share)} %`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
