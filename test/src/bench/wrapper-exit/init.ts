import { spawnSync } from 'node:child_process';
import { findProgram } from '../../programs/index.js';

/** What stands above the wrapper. */
export interface Init {
  readonly name: string;
  /** The command that runs the wrapper's command, which follows it. */
  readonly under: readonly string[];
  /** Whether orphans come to the wrapper or to what stands above it, so that they can be counted. */
  readonly adopts: boolean;
}

const NAMESPACE = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];

/** Those that this machine can do, and what it cannot, as lines. */
export function findInits(): { readonly inits: readonly Init[]; readonly missing: readonly string[] } {
  const missing: string[] = [];
  const inits: Init[] = [{ name: 'none', under: [], adopts: false }];
  if (spawnSync('unshare', [...NAMESPACE.slice(1), 'true']).status !== 0) {
    missing.push('no process 1: unshare --pid is not allowed here');
    return { inits, missing };
  }
  inits.push({ name: 'process 1', under: NAMESPACE, adopts: true });
  const tini = findProgram('tini');
  if (tini === null) {
    missing.push('no tini: it is not on PATH');
  } else {
    inits.push(
      { name: 'tini', under: [...NAMESPACE, tini, '--'], adopts: true },
      { name: 'tini -g', under: [...NAMESPACE, tini, '-g', '--'], adopts: true },
    );
  }
  return { inits, missing };
}
