/**
 * `node test/dist/gpu/main.js [BYTES] [FOLDER]`: makes a model of random weights that size (default 8e9; kept in FOLDER
 * where one is given), loads it under `coldstart run` from a cold and a warm page cache, with and without device_map,
 * and prints the phases and how long the GPU was idle, as Markdown. `PYTHON` names an interpreter with torch,
 * transformers and accelerate (default python3); `DEVICE` a device (default: CUDA where there is one).
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, runProgram } from './measure.js';
import type { Measured } from './measure.js';
import { toMarkdown } from './table.js';
import { VARIANTS } from './variants.js';

const bytes = Number(process.argv[2] ?? 8e9);
const kept = process.argv[3];
const machine = { python: process.env.PYTHON ?? 'python3', device: process.env.DEVICE ?? 'auto' };
if (!(bytes > 0)) {
  throw new Error(`BYTES takes a number above 0, not "${process.argv[2] ?? ''}"`);
}

const folder = kept ?? mkdtempSync(join(tmpdir(), 'coldstart-'));
const model = join(folder, 'random-llama');
try {
  if (!existsSync(join(model, 'config.json'))) {
    runProgram(machine.python, 'make_model.py', model, String(bytes));
  }
  const measured: Measured[] = [];
  for (const variant of VARIANTS) {
    measured.push(await measure(variant, model, machine));
  }
  const title = `A Llama of ${(bytes / 1e9).toPrecision(2)} GB: ${runProgram(machine.python, 'machine.py')}`;
  process.stdout.write(toMarkdown(title, measured));
} finally {
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
}
