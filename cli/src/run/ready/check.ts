/** A question to a server: are you ready? */
export type HealthCheck = HttpCheck | TcpCheck | GrpcCheck;

/** Ready when the answer to a GET is 2xx. */
export interface HttpCheck {
  readonly kind: 'http';
  /** `http:` or `https:`. */
  readonly url: string;
  /** Ready only when the answer is a JSON object with a list of this name that is not empty. */
  readonly filled?: string;
}

/** Ready when a connection is taken. */
export interface TcpCheck {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
}

/** Ready when `grpc.health.v1.Health/Check` says SERVING. No TLS. */
export interface GrpcCheck {
  readonly kind: 'grpc';
  readonly host: string;
  readonly port: number;
  /** Empty: the server as a whole. */
  readonly service: string;
}

/** For a person; without what may be secret in a URL. */
export function nameOfCheck(check: HealthCheck): string {
  switch (check.kind) {
    case 'http': {
      const { protocol, host, pathname } = new URL(check.url);
      return `${protocol}//${host}${pathname}`;
    }
    case 'tcp':
      return `tcp ${authority(check)}`;
    case 'grpc':
      return `grpc ${authority(check)}${check.service === '' ? '' : `/${check.service}`}`;
  }
}

/** `host:port`, an IPv6 address in brackets. */
export function authority({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
