import { diag, DiagLogLevel } from '@opentelemetry/api';

type Say = (...parts: unknown[]) => void;

/** Lets the exporters of this thread say what goes wrong with them. */
export function hearDiagnostics(error: Say, warn: Say): void {
  const nothing = (): void => undefined;
  diag.setLogger({ error, warn, info: nothing, debug: nothing, verbose: nothing }, DiagLogLevel.WARN);
}
