/**
 * Passes a line on unless the same one passed within `quietMs`: a receiver that is down would otherwise fill the
 * host's log.
 */
export function onceIn(quietMs: number, pass: (line: string) => void, nowMs = () => performance.now()) {
  const passedAt = new Map<string, number>();
  const most = 100;
  return (line: string): void => {
    const last = passedAt.get(line);
    if (last !== undefined && nowMs() - last < quietMs) {
      return;
    }
    if (passedAt.size >= most) {
      passedAt.clear();
    }
    passedAt.set(line, nowMs());
    pass(line);
  };
}
