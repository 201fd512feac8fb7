import type { HealthCheck } from './check.js';

/** The value of a flag is no address; the text names both. */
export class CheckError extends Error {}

interface CheckFlag {
  /** What the flag takes, for `--help` and for the message about what it does not take. */
  readonly takes: string;
  /** `null` for a value that it does not take. */
  read(value: string): HealthCheck | null;
}

/** The flags that say how to ask a server whether it is ready. */
export const READY_FLAGS = {
  'ready-http': {
    takes: 'a URL, e.g. http://127.0.0.1:8000/health',
    read: (value) =>
      URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) ? { kind: 'http', url: value } : null,
  },
  'ready-tcp': {
    takes: 'HOST:PORT, e.g. 127.0.0.1:8000',
    read: (value) => {
      const place = placeOf(value);
      return place === null || place.path !== '' ? null : { kind: 'tcp', host: place.host, port: place.port };
    },
  },
  'ready-grpc': {
    takes: 'HOST:PORT or HOST:PORT/SERVICE, e.g. 127.0.0.1:8001/inference.GRPCInferenceService',
    read: (value) => {
      const place = placeOf(value);
      return place && { kind: 'grpc', host: place.host, port: place.port, service: place.path };
    },
  },
} as const satisfies Record<string, CheckFlag>;

/** @throws CheckError */
export function checkOfFlag(flag: keyof typeof READY_FLAGS, value: string): HealthCheck {
  const { takes, read } = READY_FLAGS[flag];
  const check = read(value);
  if (check === null) {
    throw new CheckError(`--${flag} takes ${takes}, not "${value}".`);
  }
  return check;
}

interface Place {
  readonly host: string;
  readonly port: number;
  /** What stands behind the first slash. */
  readonly path: string;
}

function placeOf(value: string): Place | null {
  const [, bracketed, plain, port, path = ''] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([^[\]:/\s]+)):(\d{1,5})(?:\/(\S+))?$/.exec(value) ?? [];
  const host = bracketed ?? plain;
  const number = Number(port);
  return host !== undefined && number >= 1 && number <= 65_535 ? { host, port: number, path } : null;
}
