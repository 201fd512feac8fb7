import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import wabt from 'wabt';
import { FINGERPRINTS_WASM } from '../../../src/log/scan/wasm/module.js';

it('the module is what its source says', async () => {
  const source = new URL('../../../src/log/scan/wasm/fingerprints.wat', import.meta.url);
  const compiler = await wabt();
  const module = compiler.parseWat('fingerprints.wat', readFileSync(source, 'utf8'), { simd: true });
  const { buffer } = module.toBinary({});
  expect(FINGERPRINTS_WASM).toBe(Buffer.from(buffer).toString('base64'));
});
