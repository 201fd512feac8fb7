import { connect } from 'node:http2';
import { readProtobuf } from '../../view/otlp/index.js';
import { authority } from './check.js';
import type { GrpcCheck } from './check.js';

/** `HealthCheckResponse` of grpc.health.v1. */
const RESPONSE = { status: { no: 1, type: 'enum', repeated: false } } as const;
const SERVING = 1;
const FRAME_HEADER_BYTES = 5;
/** An answer is a few bytes. */
const MOST_BYTES = 1024;

/**
 * Whether the server says SERVING to `grpc.health.v1.Health/Check`. Never rejects.
 * Source: gRPC, doc/PROTOCOL-HTTP2.md and doc/health-checking.md.
 */
export function askGrpc(check: GrpcCheck, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const session = connect(`http://${authority(check)}`);
    const settle = (ready: boolean): void => {
      signal.removeEventListener('abort', giveUp);
      resolve(ready);
      session.destroy();
    };
    const giveUp = (): void => {
      settle(false);
    };
    session.on('error', giveUp);
    session.on('close', giveUp);
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) {
      giveUp();
      return;
    }
    const call = session.request({
      ':method': 'POST',
      ':path': '/grpc.health.v1.Health/Check',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    let body = Buffer.alloc(0);
    call.on('data', (chunk: Buffer) => {
      body = Buffer.concat([body, chunk]);
      if (body.length > MOST_BYTES) {
        giveUp();
      }
    });
    call.on('error', giveUp);
    call.on('end', () => {
      settle(isServing(body));
    });
    call.end(requestFrame(check.service));
  });
}

/** `HealthCheckRequest { service }`, uncompressed, in its frame. */
function requestFrame(service: string): Buffer {
  const name = Buffer.from(service);
  const message = name.length === 0 ? [] : [0x0a, ...varint(name.length), ...name];
  const header = Buffer.alloc(FRAME_HEADER_BYTES);
  header.writeUInt32BE(message.length, 1);
  return Buffer.concat([header, Buffer.from(message)]);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

/** An error has no message: it stands in the trailers. */
function isServing(body: Buffer): boolean {
  if (body.length < FRAME_HEADER_BYTES || body[0] !== 0) {
    return false;
  }
  try {
    const message = body.subarray(FRAME_HEADER_BYTES, FRAME_HEADER_BYTES + body.readUInt32BE(1));
    return readProtobuf(RESPONSE, message).status === SERVING;
  } catch {
    return false;
  }
}
