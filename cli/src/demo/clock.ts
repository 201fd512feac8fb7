/** Unix seconds. The wall clock is read once, when the process starts; from then on the monotonic clock counts. */
export function nowS(): number {
  return (performance.timeOrigin + performance.now()) / 1000;
}
