import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needle, PLANTED } from './planted.js';
import type { Secret } from './planted.js';
import { startRawReceiver } from './receiver.js';
import type { Push } from './receiver.js';
import { runFixture } from './run.js';

const SECRETS = Object.keys(PLANTED) as Secret[];

const ENVIRONMENT = {
  PLANTED: JSON.stringify(PLANTED),
  HF_TOKEN: PLANTED.hfToken,
  AWS_SECRET_ACCESS_KEY: PLANTED.awsSecret,
  DATABASE_URL: `postgres://bob:${PLANTED.databaseUrl}@db.example/users`,
  OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${PLANTED.otlpHeader}`,
  // Two settings that are refused, and so told.
  OTEL_METRIC_EXPORT_INTERVAL: `https://bob:${PLANTED.setting}@setting.example/`,
  OTEL_RESOURCE_ATTRIBUTES: `https://bob:${PLANTED.resource}@resource.example/`,
};
const FLAGS = [`--hf-token=${PLANTED.argv}`, '--api-key', PLANTED.argvPair];

describe('secrets that the host holds', () => {
  const outputs = new Map<string, Buffer>();
  let folder: string;
  let pushes: readonly Push[];

  const text = (output: string): string => outputs.get(output)?.toString() ?? '';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coldstart-secrets-'));
    const journal = join(folder, 'journal');
    const terminationLog = join(folder, 'termination-log');
    writeFileSync(terminationLog, '');
    const env = { ...ENVIRONMENT, COLDSTART_TERMINATION_LOG: terminationLog };
    const keepFiles = (when: string): void => {
      outputs.set(`journal ${when}`, everyByteIn(journal));
      outputs.set(`termination log ${when}`, readFileSync(terminationLog));
    };

    // An endpoint that is refused, and a death whose error Node itself prints on stderr: that is not ours.
    const refused = `ftp://bob:${PLANTED.endpoint}@refused.example/?token=${PLANTED.endpointQuery}`;
    const died = runFixture('leaky-server.mjs', ['die', refused, journal, ...FLAGS], env);
    expect(await died.ended).toBe(1);
    outputs.set('stdout of the one that died', died.stdout());
    keepFiles('of the one that died');

    const unreachable = `http://bob:${PLANTED.endpoint}@127.0.0.1:9/?token=${PLANTED.endpointQuery}`;
    const lonely = runFixture('leaky-server.mjs', ['serve', unreachable, '', ...FLAGS], env);
    await lonely.says('listening');
    await lonely.stop();
    outputs.set('stdout without a receiver', lonely.stdout());
    outputs.set('stderr without a receiver', lonely.stderr());

    const receiver = await startRawReceiver();
    const server = runFixture('leaky-server.mjs', ['serve', receiver.url, journal, ...FLAGS], env);
    const url = await server.says('listening');
    for (const path of ['/metrics', '/healthz', '/readyz', '/nothing']) {
      const response = await fetch(new URL(path, url));
      outputs.set(path, Buffer.from(await response.arrayBuffer()));
      response.headers.forEach((value, name) => {
        outputs.set(`${name} of ${path}`, Buffer.from(value));
      });
    }
    keepFiles('in mid-load');
    await server.stop();
    keepFiles('in the end');
    receiver.close();
    pushes = receiver.pushes;
    outputs.set('stdout', server.stdout());
    outputs.set('stderr', server.stderr());
    for (const path of ['/v1/metrics', '/v1/traces', '/v1/logs']) {
      const sent = pushes.filter((push) => push.path === path);
      outputs.set(`push to ${path}`, Buffer.concat(sent.map(({ body }) => body)));
    }
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(SECRETS)('are in no output: %s', (secret) => {
    const leaks = [...outputs]
      .filter(([, bytes]) => bytes.includes(needle(secret)))
      .map(([output]) => output);
    expect(leaks).toEqual([]);
  });

  // Without these, an output that says nothing at all would pass.
  it.each([
    ['/metrics', 'models.example/org/chat'],
    ['/metrics', 'hf-internal-testing/tiny-random-gpt2'],
    ['/readyz', 'weights_load'],
    ['push to /v1/metrics', 'models.example/org/chat'],
    ['push to /v1/traces', 'hub.example/weights.bin'],
    ['push to /v1/logs', 'models.example/org/chat'],
    ['journal of the one that died', 'models.example/org/chat'],
    ['journal of the one that died', 'hub.example/weights.bin'],
    ['journal in mid-load', 'weights_load'],
    ['termination log of the one that died', 'weights_fetch'],
    ['termination log in mid-load', 'weights_load'],
    ['stdout of the one that died', 'refused.example'],
    ['stdout without a receiver', 'ECONNREFUSED'],
    ['stdout', 'setting.example'],
    ['stdout', 'resource.example'],
    ['stdout', 'misuse.example'],
  ])('leave the rest: %s has %s', (output, harmless) => {
    expect(text(output)).toContain(harmless);
  });

  it('reach the receiver as the headers that they are', () => {
    expect(pushes[0]?.headers.authorization).toBe(`Bearer ${PLANTED.otlpHeader}`);
  });
});

/** Names and contents; nothing where the folder is not there. */
function everyByteIn(folder: string): Buffer {
  if (!existsSync(folder)) {
    return Buffer.alloc(0);
  }
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Buffer.concat(
    files.flatMap(({ parentPath, name }) => [Buffer.from(name), readFileSync(join(parentPath, name))]),
  );
}
