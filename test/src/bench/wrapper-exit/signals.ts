import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Check, Outcome } from './check.js';
import type { Init } from './init.js';
import { FORWARDED, READY, WHO } from './recorded.js';
import { wrapped } from './wrapped.js';

const RECORDER = fileURLToPath(new URL('recorder.js', import.meta.url));
const PATIENCE_MS = 5000;
/** A second delivery would have come by then. */
const AFTER_MS = 300;

/** Sends every signal once, one after the other, and counts what child and grandchild got of it. */
const eachOnce: Check = async (init) => {
  const folder = await mkdtemp(join(tmpdir(), 'coldstart-wrapper-'));
  try {
    const file = join(folder, 'signals');
    const run = wrapped(init, [process.execPath, RECORDER, file]);
    await heard(file, READY);
    for (const signal of FORWARDED) {
      process.kill(run.target(), signal);
      await heard(file, signal);
    }
    await sleep(AFTER_MS);
    const lines = await linesOf(file);
    process.kill(run.target(), 'SIGTERM');
    const { code } = await run.ended;
    const times = (signal: NodeJS.Signals): readonly number[] =>
      WHO.map((who) => lines.filter((line) => line === `${who} ${signal}`).length);
    return [
      ...FORWARDED.map((signal) => outcome(init, `${signal} once`, times(signal), [1, 1])),
      outcome(init, 'ends by SIGTERM when it wants to', code, 0),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

function outcome(init: Init, name: string, found: unknown, wanted: unknown): Outcome {
  const right = JSON.stringify(found) === JSON.stringify(wanted);
  return { group: 'signals', name, init: init.name, right, found };
}

/** Waits until both have written down this word; what does not come is counted as not come. */
async function heard(file: string, word: string): Promise<void> {
  const untilMs = performance.now() + PATIENCE_MS;
  const both = WHO.map((who) => `${who} ${word}`);
  let lines = await linesOf(file);
  while (!both.every((line) => lines.includes(line)) && performance.now() < untilMs) {
    await sleep(20);
    lines = await linesOf(file);
  }
}

async function linesOf(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n');
}

export const SIGNALS: readonly Check[] = [eachOnce];
