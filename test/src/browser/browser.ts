import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';

export interface Browser {
  readonly page: Page;
  /** Errors of the page and of its console, so far. */
  readonly errors: readonly string[];
  close(): Promise<void>;
}

export interface BrowserOptions {
  /** Path of Chromium. */
  readonly executable: string;
  readonly width: number;
  readonly height: number;
  readonly deviceScaleFactor?: number;
}

// Without these Chromium calls its maker's hosts at every start.
const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** A headless Chromium with a profile of its own, which goes with it. */
export async function openBrowser(options: BrowserOptions): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'coldstart-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: options.executable,
    headless: true,
    viewport: { width: options.width, height: options.height },
    deviceScaleFactor: options.deviceScaleFactor ?? 1,
    args: ['--no-sandbox', '--disable-gpu', ...QUIET],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') {
      errors.push(message.text());
    }
  });
  return {
    page,
    errors,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
