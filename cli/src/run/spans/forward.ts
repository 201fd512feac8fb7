import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Sent } from '../../view/http/index.js';

const TIMEOUT_MS = 4000;
/** A receiver that hangs must not make us keep all that a server traces. */
const MOST_PENDING = 16;

export interface ForwardOptions {
  /** Base URL of an OTLP/HTTP receiver. */
  readonly endpoint: string;
  /** `OTEL_EXPORTER_OTLP_HEADERS`. */
  readonly headers: string;
  /** Takes a line for a person, the same one once. */
  complain(line: string): void;
}

/** Passes exports of spans on, as they came, to the receiver that ours go to. */
export class Forward {
  private readonly url: string;
  private readonly headers: Readonly<Record<string, string>>;
  private readonly pending = new Set<Promise<void>>();
  private readonly said = new Set<string>();

  constructor(private readonly options: ForwardOptions) {
    this.url = `${options.endpoint.replace(/\/+$/, '')}/v1/traces`;
    this.headers = headersOf(options.headers);
  }

  /** Never throws. */
  send(sent: Sent): void {
    if (this.pending.size >= MOST_PENDING) {
      this.say('does not take them as fast as they come');
      return;
    }
    const sending = this.post(sent).then((problem) => {
      this.pending.delete(sending);
      if (problem !== null) {
        this.say(problem);
      }
    });
    this.pending.add(sending);
  }

  /** Resolves when all that was sent has arrived, or not, in at most 4 s. */
  async settled(): Promise<void> {
    await Promise.all(this.pending);
  }

  private post({ type, body }: Sent): Promise<string | null> {
    return new Promise((resolve) => {
      const send = this.url.startsWith('https:') ? requestHttps : requestHttp;
      const request = send(this.url, {
        method: 'POST',
        headers: { ...this.headers, 'content-type': type, 'content-length': body.length },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      request.on('error', (error) => {
        resolve(error.name === 'AbortError' ? `does not answer within ${TIMEOUT_MS} ms` : error.message);
      });
      request.on('response', (response) => {
        const { statusCode = 0 } = response;
        response.resume();
        response.on('error', () => undefined);
        resolve(statusCode >= 200 && statusCode <= 299 ? null : `answers ${statusCode}`);
      });
      request.end(body);
    });
  }

  private say(problem: string): void {
    if (!this.said.has(problem)) {
      this.said.add(problem);
      const { origin, pathname } = new URL(this.url);
      this.options.complain(`spans of the server could not be passed on: ${origin}${pathname} ${problem}`);
    }
  }
}

/** `key=value` between commas, values percent-encoded. Source: OpenTelemetry specification, protocol/exporter. */
function headersOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').flatMap((pair): [string, string][] => {
      const [, key = '', value = ''] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=(.*)$/.exec(pair) ?? [];
      try {
        return key === '' ? [] : [[key.toLowerCase(), decodeURIComponent(value.trim())]];
      } catch {
        return [];
      }
    }),
  );
}
