import { diag } from '@opentelemetry/api';
import { SCOPE_NAME } from '@coldstart/conventions';

/** Where everything goes that an owner of the server should know. Silent until the host sets a `diag` logger. */
export const diagnostics = diag.createComponentLogger({ namespace: SCOPE_NAME });
