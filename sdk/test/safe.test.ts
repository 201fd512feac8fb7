import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeMessage, safeName } from '../src/safe/index.js';

describe('what leaves the process as text', () => {
  it.each([
    ['https://me:planted@hub.example/org/model?token=planted#planted', 'https://hub.example/org/model'],
    ['cannot open s3://key:planted@bucket/x.gguf?sig=planted now', 'cannot open s3://bucket/x.gguf now'],
    ['Authorization: Bearer planted.planted', 'Authorization: Bearer [hidden]'],
    ['HF_TOKEN=planted-secret', 'HF_TOKEN=[hidden]'],
    ['{"api_key": "planted"}', '{"api_key": "[hidden]"}'],
    ['hf_plantedplantedplanted is not allowed', '[hidden] is not allowed'],
    ['org/model-7b', 'org/model-7b'],
    ['/models/chat.gguf', '/models/chat.gguf'],
    ['a\nb\u001bc', 'a\\u000ab\\u001bc'],
  ])('%j becomes %j', (text, safe) => {
    expect(safeMessage(text)).toBe(safe);
  });

  it('is short, well formed and free of control characters, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const safe = safeName(text);
        expect(Array.from(safe).length).toBeLessThanOrEqual(128);
        expect(safe.isWellFormed()).toBe(true);
        expect(safe).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it('looks at the beginning of a text of megabytes, and no further', () => {
    expect(safeName('x'.repeat(10_000_000))).toHaveLength(128);
  });
});
