import { expect, it } from 'vitest';
import { startFixture } from './process.js';

const REGISTER = new URL('../dist/bundle/register.js', import.meta.url).href;

it.each([
  ['a server', 'registered/server.mjs', 'true'],
  ['the wrapper, which starts one', 'registered/coldstart.mjs', 'false'],
])('the preload that NODE_OPTIONS hands to everybody is for %s: %s %s', async (_, file, wanted) => {
  const env = { NODE_OPTIONS: `--import ${REGISTER}`, COLDSTART_METRICS_PORT: 'off' };
  const host = startFixture(file, [], env);
  expect(await host.line()).toBe(wanted);
  expect(await host.ended).toBe(0);
});
