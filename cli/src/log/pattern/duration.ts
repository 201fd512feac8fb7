/** Seconds of a unit as Rust, Go and people write it. */
const UNITS_S: Readonly<Record<string, number>> = {
  ns: 1e-9,
  µs: 1e-6,
  μs: 1e-6,
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

const PART = /(\d+(?:\.\d+)?)(ns|µs|μs|us|ms|s|m|h)/y;
const CLOCK = /(?:(\d+):)?(\d{1,2}):(\d{2}(?:\.\d+)?)/y;

export interface ReadDuration {
  readonly seconds: number;
  /** Index after the duration. */
  readonly end: number;
}

/**
 * Reads a duration that starts at `from`: parts with units (`1m3.5s`, `978.1ms`: Rust's Debug, Go's String) or a clock
 * (`0:01:22`, `0:00:15.45`, `03:07`: Python's timedelta, tqdm). `null` where there is none.
 */
export function readDuration(text: string, from: number): ReadDuration | null {
  CLOCK.lastIndex = from;
  const clock = CLOCK.exec(text);
  if (clock !== null) {
    const [, hours = '0', minutes = '0', seconds = '0'] = clock;
    return {
      seconds: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds),
      end: CLOCK.lastIndex,
    };
  }
  let end = from;
  let seconds = 0;
  for (;;) {
    PART.lastIndex = end;
    const part = PART.exec(text);
    if (part === null) {
      return end === from ? null : { seconds, end };
    }
    seconds += Number(part[1]) * (UNITS_S[part[2] ?? ''] ?? 0);
    end = PART.lastIndex;
  }
}
