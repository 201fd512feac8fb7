import { diag } from '@opentelemetry/api';
import { afterEach, expect, it } from 'vitest';
import { createGate, QueueMeter, sharedMeter } from '../../src/queue/index.js';
import type { GateOptions } from '../../src/queue/index.js';
import { resolveLimits } from '../../src/queue/limits.js';

afterEach(() => {
  diag.disable();
});

it('takes limits that make sense', () => {
  expect(resolveLimits({ concurrency: 4 })).toEqual({
    limits: { concurrency: 4, maxWaiting: Infinity, timeoutS: Infinity },
    problems: [],
  });
  expect(resolveLimits({ concurrency: 1, maxWaiting: 0, timeoutS: 0.5 }).problems).toEqual([]);
});

it.each([
  [{}, ['concurrency must be a whole number from 1 on, got undefined']],
  [null, ['concurrency must be a whole number from 1 on, got undefined']],
  [{ concurrency: 0 }, ['concurrency must be a whole number from 1 on, got 0']],
  [{ concurrency: '4' }, ['concurrency must be a whole number from 1 on, got "4"']],
  [{ concurrency: 1, maxWaiting: -1 }, ['maxWaiting must be a whole number from 0 on, got -1']],
  [{ concurrency: 1, timeoutS: 3e6 }, ['timeoutS must be seconds above 0, up to 2147483, got 3000000']],
  [{ concurrency: 1, timeoutS: Number.NaN }, ['timeoutS must be seconds above 0, up to 2147483, got NaN']],
])('names what is wrong with %j and sets no limit', (given, wrong) => {
  const { limits, problems } = resolveLimits(given as Partial<GateOptions> | null);
  expect(problems).toEqual(wrong.map((text) => `createGate: ${text}; no limit is set`));
  expect(Object.values(limits)).toContain(Infinity);
});

it('does not throw on no options at all, and the server goes on as without a gate', async () => {
  const said: string[] = [];
  const say = (_name: string, text: unknown): number => said.push(String(text));
  diag.setLogger({ error: say, warn: say, info: say, debug: say, verbose: say });
  const gate = createGate(undefined as unknown as GateOptions);
  await expect(gate.run(() => 7)).resolves.toBe(7);
  expect(said.filter((text) => text.includes('createGate'))).toHaveLength(1);
});

it('counts on the meter that it is given, else on the one of the process', async () => {
  const meter = new QueueMeter();
  await createGate({ concurrency: 1, meter }).run(() => 1);
  expect(meter.snapshot()?.count).toBe(1);
  const before = sharedMeter().snapshot()?.count ?? 0;
  await createGate({ concurrency: 1 }).run(() => 1);
  expect(sharedMeter().snapshot()?.count).toBe(before + 1);
});

it('waits with real timers', async () => {
  const gate = createGate({ concurrency: 1, timeoutS: 0.02, meter: new QueueMeter() });
  const release = await gate.enter();
  await expect(gate.enter()).rejects.toThrow('no slot came free within 0.02 s');
  release();
  expect(gate.active).toBe(0);
});
