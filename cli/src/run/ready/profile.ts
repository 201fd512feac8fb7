import type { HealthCheck } from './check.js';

/** How the profile of a server says that it is asked. */
export interface ProfileCheck {
  readonly kind: HealthCheck['kind'];
  /** Path of an HTTP check, service of a gRPC check. */
  readonly path?: string;
  /** See `HttpCheck.filled`. */
  readonly filled?: string;
}

/** The check of a profile, at the port that its server listens on, on this machine. */
export function checkOfProfile({ kind, path = '', filled }: ProfileCheck, port: number): HealthCheck {
  const host = '127.0.0.1';
  switch (kind) {
    case 'http':
      return {
        kind,
        url: `http://${host}:${port}${path.startsWith('/') ? '' : '/'}${path}`,
        ...(filled !== undefined && { filled }),
      };
    case 'tcp':
      return { kind, host, port };
    case 'grpc':
      return { kind, host, port, service: path };
  }
}
