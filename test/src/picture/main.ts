/** `npm run picture`: plays the demo and takes the README's pictures of its page. */
import { fileURLToPath } from 'node:url';
import { openBrowser } from '../browser/index.js';
import { startProcess } from '../coldstart/index.js';
import { findProgram } from '../programs/index.js';

const THEMES = ['dark', 'light'] as const;
const RUN_MS = 120_000;
const SETTLE_MS = 1500;

const chromium = findProgram('chromium');
if (chromium === null) {
  throw new Error('no chromium is on PATH; on Debian: apt-get install chromium');
}
const demo = startProcess(['demo', '--port', '0', '--linger', '120']);
const url = (await demo.says(/The page: (http:\S+)/))[1] ?? '';
const browser = await openBrowser({ executable: chromium, width: 1280, height: 920, deviceScaleFactor: 1.5 });
try {
  await browser.page.goto(url);
  await browser.page.getByTestId('viewer-ended').waitFor({ timeout: RUN_MS });
  for (const theme of THEMES) {
    await browser.page.goto(`${url}?theme=${theme}`);
    await browser.page.getByTestId('coldstart-chart').waitFor();
    await browser.page.waitForTimeout(SETTLE_MS);
    const path = fileURLToPath(new URL(`../../../docs/demo-${theme}.png`, import.meta.url));
    await browser.page.screenshot({ path });
    process.stdout.write(`${path}\n`);
  }
} finally {
  await browser.close();
  await demo.stop();
}
