import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { buildGoProgram, builtGoProgram, goModuleVersion } from '../go-programs/index.js';
import { findProgram } from './find.js';

export interface PrometheusBinary {
  /** E.g. `2.42.0`. */
  readonly version: string;
  readonly program: string;
}

/** Set to `build`, it makes the tests build a Prometheus 3, which takes minutes. */
const BUILD = 'COLDSTART_PROMETHEUS_3';

/**
 * The Prometheus on PATH, and a Prometheus 3 where an earlier run has built one or the environment variable
 * `COLDSTART_PROMETHEUS_3` is `build`. Says on stderr what is missing.
 */
export async function prometheusBinaries(): Promise<readonly PrometheusBinary[]> {
  const onPath = findProgram('prometheus');
  const binaries: PrometheusBinary[] =
    onPath === null ? [] : [{ version: await versionOf(onPath), program: onPath }];
  const built = process.env[BUILD] === 'build' ? await buildGoProgram('prometheus') : cached();
  if ('program' in built) {
    // A program that Go alone has built does not know its version.
    const [, major = '', minor = '', patch = ''] =
      /^v0\.(\d)0?(\d+)\.(\d+)$/.exec(goModuleVersion('prometheus')) ?? [];
    binaries.push({ version: `${major}.${minor}.${patch}`, program: built.program });
  } else {
    process.stderr.write(`SKIPPED: tests on Prometheus 3, because ${built.missing}\n`);
  }
  return binaries;
}

function cached() {
  const program = builtGoProgram('prometheus');
  return program === null ? { missing: `none is built here (${BUILD}=build builds it)` } : { program };
}

async function versionOf(program: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(program, ['--version']);
  return /version (\d+\.\d+\.\d+)/.exec(stdout + stderr)?.[1] ?? 'unknown';
}
