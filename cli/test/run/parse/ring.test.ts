import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRingMemory, RingReader, RingWriter } from '../../../src/run/parse/ring.js';

function pair() {
  const memory = createRingMemory();
  return { writer: new RingWriter(memory), reader: new RingReader(memory) };
}

describe('a ring', () => {
  it('gives back what was written, in order, also over its end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ size: fc.nat(900_000), kind: fc.nat(2), reads: fc.nat(3) }), { maxLength: 40 }),
        (steps) => {
          const { writer, reader } = pair();
          const waiting: { size: number; kind: number; at: number }[] = [];
          const readOne = (): void => {
            const record = reader.next();
            const expected = waiting.shift();
            expect(record === null).toBe(expected === undefined);
            if (record === null || expected === undefined) return;
            expect(record).toMatchObject({ kind: expected.kind, atS: expected.at + 0.5 });
            expect(record.bytes.length).toBe(expected.size);
            expect(record.bytes.every((byte) => byte === expected.at)).toBe(true);
          };
          for (const [at, { size, kind, reads }] of steps.entries()) {
            if (writer.write(kind, at + 0.5, Buffer.alloc(size, at))) waiting.push({ size, kind, at });
            for (let read = 0; read < reads; read++) readOne();
          }
          while (waiting.length > 0) readOne();
          readOne();
        },
      ),
      { numRuns: 100 },
    );
  });

  it('takes nothing where there is no room, and takes again when there is', () => {
    const { writer, reader } = pair();
    const chunk = Buffer.alloc(1_000_000);
    let taken = 0;
    while (writer.write(0, 1, chunk)) taken += 1;
    expect(taken).toBe(4);
    expect(writer.write(0, 1, chunk, 5)).toBe(false);
    reader.next();
    expect(writer.write(0, 1, chunk)).toBe(false);
    reader.next();
    expect(writer.write(0, 1, chunk)).toBe(true);
  });

  it('refuses what would never fit', () => {
    expect(pair().writer.write(0, 1, Buffer.alloc(5_000_000), 1000)).toBe(false);
  });
});
