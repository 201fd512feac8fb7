import { diag } from '@opentelemetry/api';
import { SCOPE_NAME } from '@coldstart/conventions';

const logger = diag.createComponentLogger({ namespace: SCOPE_NAME });

/**
 * Where everything goes that an owner of the server should know; silent until the host sets a `diag` logger. Never
 * throws: an error in the host's own logger must not become one of the server.
 */
export const diagnostics = { error: safely('error'), warn: safely('warn') } as const;

function safely(level: 'error' | 'warn'): (message: string) => void {
  return (message) => {
    try {
      logger[level](message);
    } catch {
      // There is nobody left to tell.
    }
  };
}
