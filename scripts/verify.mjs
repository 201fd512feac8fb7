// `npm test`: build, types, lint, format, then every test. The last line is `N passed, N failed[, N skipped]`;
// a check that is not a test counts as one.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { provideSoftware } from './software.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const report = join(root, 'node_modules', '.cache', 'coldstart', 'vitest.json');

const CHECKS = [
  { name: 'build', command: ['node', 'scripts/build.mjs'], needed: true },
  { name: 'types of the tests', command: ['tsc', '-p', 'tsconfig.tests.json'] },
  { name: 'types of the panel', command: ['tsc', '--noEmit', '-p', 'plugin'] },
  { name: 'types of the viewer', command: ['tsc', '--noEmit', '-p', 'viewer'] },
  { name: 'lint', command: ['eslint', '.', '--max-warnings', '0'] },
  { name: 'format', command: ['prettier', '--check', '.', '--log-level', 'warn'] },
];

const missing = provideSoftware();
let passed = 0;
let failed = 0;
let skipped = 0;
const only = process.argv.slice(2);
/** Programs that the tests build with Go, from the moment on at which the repository is built. */
let goPrograms = null;

for (const { name, command, needed } of CHECKS) {
  const startedAt = performance.now();
  const ok = run(command);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${ok ? '✓' : '✗'} ${name} (${seconds} s)`);
  passed += ok ? 1 : 0;
  failed += ok ? 0 : 1;
  if (!ok && needed === true) {
    finish();
  }
  if (needed === true && only.length === 0) {
    goPrograms = once(spawn('node', ['test/dist/provide/main.js'], { cwd: root, stdio: 'inherit' }), 'close');
  }
}
await goPrograms;

mkdirSync(join(report, '..'), { recursive: true });
rmSync(report, { force: true });
const testsOk = run([
  'vitest',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile=${report}`,
  ...only,
]);
const counts = readCounts();
passed += counts.passed;
failed += counts.failed;
skipped += counts.skipped;
if (!testsOk && counts.failed === 0) {
  failed += 1; // vitest itself failed: an unhandled error, or no report
}
finish();

function finish() {
  for (const line of missing) {
    console.log(`SKIPPED: ${line}`);
  }
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exit(failed === 0 ? 0 : 1);
}

function run([command, ...args]) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  return status === 0;
}

function readCounts() {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
