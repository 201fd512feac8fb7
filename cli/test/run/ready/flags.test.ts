import { describe, expect, it } from 'vitest';
import { CheckError, checkOfFlag, checkOfProfile, nameOfCheck } from '../../../src/run/ready/index.js';

describe('the flags that say how to ask', () => {
  it.each([
    ['ready-http', 'http://127.0.0.1:8000/health', 'http://127.0.0.1:8000/health'],
    [
      'ready-http',
      'https://me:secret@localhost/v2/health/ready?token=secret',
      'https://localhost/v2/health/ready',
    ],
    ['ready-tcp', 'localhost:9000', 'tcp localhost:9000'],
    ['ready-tcp', '[::1]:9000', 'tcp [::1]:9000'],
    ['ready-grpc', '127.0.0.1:8001', 'grpc 127.0.0.1:8001'],
    ['ready-grpc', '127.0.0.1:8001/pkg.Service', 'grpc 127.0.0.1:8001/pkg.Service'],
  ] as const)('--%s %s is read, and named without what is secret', (flag, value, name) => {
    expect(nameOfCheck(checkOfFlag(flag, value))).toBe(name);
  });

  it.each([
    ['ready-http', ''],
    ['ready-http', '127.0.0.1:8000'],
    ['ready-http', 'ftp://127.0.0.1/health'],
    ['ready-tcp', '9000'],
    ['ready-tcp', 'localhost:0'],
    ['ready-tcp', 'localhost:65536'],
    ['ready-tcp', '::1:9000'],
    ['ready-tcp', 'localhost:9000/path'],
    ['ready-grpc', 'http://localhost:9000'],
  ] as const)('--%s "%s" is refused by name', (flag, value) => {
    expect(() => checkOfFlag(flag, value)).toThrow(CheckError);
    expect(() => checkOfFlag(flag, value)).toThrow(`--${flag} takes`);
    expect(() => checkOfFlag(flag, value)).toThrow(`not "${value}"`);
  });
});

describe('the check of a profile', () => {
  it('is asked on this machine, at the port of the server', () => {
    expect(checkOfProfile({ kind: 'http', path: '/api/ps', filled: 'models' }, 11434)).toEqual({
      kind: 'http',
      url: 'http://127.0.0.1:11434/api/ps',
      filled: 'models',
    });
    expect(checkOfProfile({ kind: 'tcp' }, 80)).toEqual({ kind: 'tcp', host: '127.0.0.1', port: 80 });
    expect(checkOfProfile({ kind: 'grpc' }, 81)).toMatchObject({ port: 81, service: '' });
  });
});
