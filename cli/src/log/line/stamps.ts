/** When a line was written, on the clock of whoever wrote it. */
export interface Stamp {
  readonly name: StampName;
  /** Seconds since the beginning of a year of 366 days; of `time`, since midnight; of `elapsed`, since the process began. */
  readonly atS: number;
  readonly resolutionS: number;
  readonly scale: 'date' | 'time' | 'elapsed';
}

const DAYS_BEFORE = [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
export const YEAR_S = 366 * 86_400;

interface Format {
  /** Searched for near the beginning of a line; named groups `mo d h mi s f`. */
  readonly form: RegExp;
  readonly scale: Stamp['scale'];
  /** `milliseconds`: the fraction is a number of milliseconds without leading zeros. */
  readonly fraction?: 'milliseconds';
}

const DATE_TIME = String.raw`(?<mo>\d{2})-(?<d>\d{2})[T ](?<h>\d{2}):(?<mi>\d{2}):(?<s>\d{2})`;

/**
 * The stamps of servers and of container runtimes. A year is left out: many servers do not write it, and a load takes
 * less.
 */
export const STAMPS = {
  /** `2026-05-17T10:44:24.511234567Z`, `2026-05-17 10:44:24.511`, `2026-05-17 10:44:24,511`. */
  iso: { form: new RegExp(String.raw`(?<![\d-])\d{4}-${DATE_TIME}(?:[.,](?<f>\d{1,9}))?`), scale: 'date' },
  /** `02-27 20:31:36`, `02-20 21:46:28.586`: no year. vLLM, NIM. */
  month_day: {
    form: new RegExp(String.raw`(?<![\d-])${DATE_TIME}(?:\.(?<f>\d{1,6}))?`),
    scale: 'date',
    fraction: 'milliseconds',
  },
  /** `[12/20/2025-04:20:04]`. TensorRT-LLM. */
  slashes: {
    form: /\[(?<mo>\d{2})\/(?<d>\d{2})\/\d{4}-(?<h>\d{2}):(?<mi>\d{2}):(?<s>\d{2})\]/,
    scale: 'date',
  },
  /** `2024/12/11 09:55:13`, `2025/07/16 - 08:22:38`. Go. */
  go: { form: /\d{4}\/(?<mo>\d{2})\/(?<d>\d{2}) (?:- )?(?<h>\d{2}):(?<mi>\d{2}):(?<s>\d{2})/, scale: 'date' },
  /** `[I 230419 07:33:33 storage:66]`. KServe before 0.9. */
  tornado: {
    form: /\[[DIWEC] \d{2}(?<mo>\d{2})(?<d>\d{2}) (?<h>\d{2}):(?<mi>\d{2}):(?<s>\d{2}) /,
    scale: 'date',
  },
  /** `I1004 15:52:17.657312`. Triton. */
  glog: {
    form: /(?<!\w)[IWEF](?<mo>\d{2})(?<d>\d{2}) (?<h>\d{2}):(?<mi>\d{2}):(?<s>\d{2})\.(?<f>\d{1,6})/,
    scale: 'date',
  },
  /** `Nov 24 13:31:13`. syslog, journald. */
  syslog: {
    form: /(?<!\w)(?<mo>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +(?<d>\d{1,2}) (?<h>\d{2}):(?<mi>\d{2}):(?<s>\d{2})/,
    scale: 'date',
  },
  /** `[20:31:36 TP0]`: time alone. SGLang of 2024. */
  time: { form: /^\[(?<h>\d{2}):(?<mi>\d{2}):(?<s>\d{2})(?:\.(?<f>\d{1,6}))?(?=[\] ])/, scale: 'time' },
  /** `0.05.825.901 I`: minutes, seconds, milliseconds, microseconds since the process began. llama.cpp. */
  elapsed: {
    form: /^(?<mi>\d+)\.(?<s>\d{2})\.(?<f>\d{3}\.\d{3}) [A-Z] /,
    scale: 'elapsed',
  },
} as const satisfies Record<string, Format>;

export type StampName = keyof typeof STAMPS;

export const STAMP_NAMES = Object.keys(STAMPS) as readonly StampName[];

/** A stamp stands within so many characters of a line, after the name of a container or of a process. */
const REACH = 96;

/**
 * The first stamp of a line; where two stand there, the one of the container runtime comes first. `null` for none.
 *
 * @param names the stamps to look for
 */
export function readStamp(line: string, names: readonly StampName[] = STAMP_NAMES): Stamp | null {
  const head = line.slice(0, REACH);
  let first: { at: number; name: StampName; groups: Readonly<Record<string, string | undefined>> } | null =
    null;
  for (const name of names) {
    const format: Format = STAMPS[name];
    const found = format.form.exec(head);
    if (found !== null && (first === null || found.index < first.at)) {
      first = { at: found.index, name, groups: found.groups ?? {} };
    }
  }
  return first === null ? null : stampOf(first.name, first.groups);
}

function stampOf(
  name: StampName,
  { mo, d, h, mi, s, f }: Readonly<Record<string, string | undefined>>,
): Stamp | null {
  const { scale, fraction }: Format = STAMPS[name];
  const digits = f?.replace('.', '') ?? '';
  const fractionS =
    fraction === 'milliseconds' && digits.length < 3 ? Number(digits) / 1000 : Number(`0.${digits || '0'}`);
  const month = mo === undefined ? 1 : MONTHS.indexOf(mo) + 1 || Number(mo);
  const day = Number(d ?? 1);
  const before = DAYS_BEFORE[month - 1];
  if (before === undefined || day < 1 || day > 31) {
    return null;
  }
  const days = scale === 'date' ? before + day - 1 : 0;
  return {
    name,
    atS: days * 86_400 + Number(h ?? 0) * 3600 + Number(mi ?? 0) * 60 + Number(s ?? 0) + fractionS,
    resolutionS: digits === '' ? 1 : fraction === 'milliseconds' ? 1e-3 : 10 ** -Math.min(digits.length, 6),
    scale,
  };
}
