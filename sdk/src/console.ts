import { diag, DiagConsoleLogger, DiagLogLevel } from '@opentelemetry/api';
import { quote } from './quote.js';

const LOG_LEVEL = 'OTEL_LOG_LEVEL';

/** Where OpenTelemetry's API keeps what is registered; it has no call that tells whether a logger is. */
const API = Symbol.for('opentelemetry.js.api.1');

interface Registered {
  readonly [API]?: { readonly diag?: unknown };
}

/**
 * Sends what an owner should know to the console of a server that knows nothing of us, and so has set no logger. From
 * WARN on, or from the level that the environment names as OpenTelemetry does.
 */
export function startSpeaking(): void {
  if (API in globalThis && (globalThis as unknown as Registered)[API]?.diag !== undefined) {
    return; // the host has a logger, set by a preload before this one
  }
  const wanted = process.env[LOG_LEVEL] ?? '';
  const [, level] = Object.entries(DiagLogLevel).find(([name]) => name === wanted.toUpperCase()) ?? [];
  diag.setLogger(new DiagConsoleLogger(), {
    logLevel: typeof level === 'number' ? level : DiagLogLevel.WARN,
    suppressOverrideMessage: true,
  });
  if (wanted !== '' && typeof level !== 'number') {
    diag.warn(`${LOG_LEVEL} is ${quote(wanted)}, which is none of OpenTelemetry's levels; using WARN`);
  }
}
