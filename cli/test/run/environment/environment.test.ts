import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { childEnvironment } from '../../../src/run/environment/index.js';

const SERVER = fileURLToPath(new URL('given/node-server.mjs', import.meta.url));
const TRACE_PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('the environment of a server that is wrapped', () => {
  it('leaves port, journal and termination log to the wrapper, and hangs a Node server with the SDK below it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coldstart-environment-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const terminationLog = join(folder, 'termination-log');
    writeFileSync(terminationLog, '');
    const ours = {
      ...process.env,
      COLDSTART_METRICS_PORT: '0',
      COLDSTART_JOURNAL_DIR: join(folder, 'journal'),
      COLDSTART_TERMINATION_LOG: terminationLog,
    };
    const run = async (env: NodeJS.ProcessEnv) =>
      JSON.parse((await promisify(execFile)(process.execPath, [SERVER], { env })).stdout) as {
        metricsUrl: string | null;
        traceParent: string;
      };
    const wrapped = await run(childEnvironment(ours, TRACE_PARENT));
    expect(wrapped.metricsUrl).toBeNull();
    expect(wrapped.traceParent.split('-')[1]).toBe(TRACE_PARENT.split('-')[1]);
    expect(readdirSync(folder)).toEqual(['termination-log']);
    expect(readFileSync(terminationLog, 'utf8')).toBe('');
    // The same server with the same settings, were they its own.
    expect((await run(ours)).metricsUrl).not.toBeNull();
    expect(readdirSync(folder)).toContain('journal');
  });

  it('keeps the rest, and the trace that came in where there is no load yet', () => {
    const env = { PATH: '/bin', TRACEPARENT: 'upper', traceparent: 'lower', COLDSTART_GPU: 'always' };
    expect(childEnvironment(env, null)).toMatchObject({
      PATH: '/bin',
      TRACEPARENT: 'upper',
      traceparent: 'lower',
    });
    expect(childEnvironment(env, TRACE_PARENT)).toMatchObject({
      COLDSTART_GPU: 'off',
      TRACEPARENT: TRACE_PARENT,
      traceparent: TRACE_PARENT,
    });
    expect(childEnvironment({}, TRACE_PARENT)).not.toHaveProperty('traceparent');
  });
});
