import { diag, DiagLogLevel } from '@opentelemetry/api';

type Say = (...parts: unknown[]) => void;

/** Lets the exporters of this thread say what goes wrong with them. */
export function hearDiagnostics(error: Say, warn: Say): void {
  const nothing = (): void => undefined;
  const briefly =
    (say: Say): Say =>
    (...parts) => {
      say(...parts.map(messageOf));
    };
  diag.setLogger(
    { error: briefly(error), warn: briefly(warn), info: nothing, debug: nothing, verbose: nothing },
    DiagLogLevel.WARN,
  );
}

/** OpenTelemetry says an error as JSON with its stack; who reads a log wants its message. */
function messageOf(part: unknown): unknown {
  if (typeof part !== 'string' || !part.startsWith('{')) {
    return part;
  }
  try {
    const { message, name } = JSON.parse(part) as { readonly message?: unknown; readonly name?: unknown };
    return typeof message === 'string'
      ? [name, message].filter((text) => typeof text === 'string').join(': ')
      : part;
  } catch {
    return part;
  }
}
