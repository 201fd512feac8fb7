import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startFixture } from '../process.js';
import { journalsIn, newFolder } from './folder.js';

interface Script {
  readonly folder: string;
  readonly model?: string | null;
  readonly phases?: readonly string[];
  readonly end?: string;
  readonly terminationLog?: string;
  readonly survive?: boolean;
  /** Models whose last attempt is asked for. */
  readonly ask?: readonly string[];
}

interface Found {
  readonly abandoned: readonly {
    readonly id: string;
    readonly model: string;
    readonly attempt: number;
    readonly phase: string | null;
    readonly reason: string;
    readonly atS: number;
    readonly reported: boolean;
  }[];
  readonly attempt: number;
  readonly known: readonly number[];
  readonly path: string;
  readonly said: readonly string[];
}

async function live(script: Script) {
  const fixture = startFixture('../journal/fixtures/life.mjs', [JSON.stringify(script)]);
  const { child, ended } = fixture;
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const found = JSON.parse(await fixture.line()) as Found;
  return {
    found,
    ended,
    kill: async (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
      child.kill(signal);
      await ended;
    },
  };
}

/** A life that tells what it found and does nothing else. */
async function findings(folder: string): Promise<Found> {
  const { found, kill } = await live({ folder, model: null });
  await kill();
  return found;
}

describe('after the death of a real process', () => {
  it('the next one finds the load, its phase, its date and its attempt', async () => {
    const folder = newFolder();
    const first = await live({ folder, phases: ['weights_load', 'weights_read'] });
    const beforeS = Date.now() / 1000;
    await first.kill();
    const second = await live({ folder, phases: ['compile'] });
    expect(second.found).toMatchObject({
      attempt: 2,
      abandoned: [{ model: 'chat', attempt: 1, phase: 'weights_read', reason: 'killed', reported: false }],
      said: [],
    });
    expect(second.found.abandoned[0]?.atS).toBeLessThanOrEqual(beforeS);
    expect(second.found.abandoned[0]?.atS).toBeGreaterThan(beforeS - 5);
    await second.kill('SIGTERM');
    expect(await findings(folder)).toMatchObject({
      abandoned: [
        { attempt: 1, phase: 'weights_read' },
        { attempt: 2, phase: 'compile', reason: 'killed' },
      ],
    });
  });

  it.each([
    ['exit', 'exit'],
    ['throw', 'uncaught_exception'],
    ['abort', 'killed'],
  ])('by %s its reason is %s', async (end, reason) => {
    const folder = newFolder();
    await (
      await live({ folder, phases: ['warmup'], end })
    ).ended;
    expect((await findings(folder)).abandoned).toMatchObject([{ phase: 'warmup', reason }]);
  });

  it('the touch of its file dates it', async () => {
    const folder = newFolder();
    const beforeS = Date.now() / 1000;
    await (
      await live({ folder, phases: ['weights_load'], end: 'touched' })
    ).ended;
    expect((await findings(folder)).abandoned[0]?.atS).toBeGreaterThan(beforeS + 0.3);
  });

  it('an exception that its server handled, and loaded on, is not to blame', async () => {
    const folder = newFolder();
    await (await live({ folder, survive: true, phases: ['weights_load'] })).kill();
    expect((await findings(folder)).abandoned).toMatchObject([{ phase: 'warmup', reason: 'killed' }]);
  });

  it('what was told is marked for all that come', async () => {
    const folder = newFolder();
    await (await live({ folder, phases: ['compile'] })).kill();
    await (
      await live({ folder, model: null, end: 'report' })
    ).ended;
    expect((await findings(folder)).abandoned).toMatchObject([{ phase: 'compile', reported: true }]);
  });

  it.each([
    ['ready', []],
    ['fail', [{ attempt: 1, phase: 'compile', reason: 'exit' }]],
  ])('a load that was %s counts as an attempt, and is told of if it was the end', async (end, abandoned) => {
    const folder = newFolder();
    const first = await live({ folder, phases: ['compile'], end });
    await first.ended;
    const second = await live({ folder });
    expect(second.found).toMatchObject({ attempt: 2, abandoned });
    await second.kill();
  });

  it('the last words for the kubelet stand in the termination log', async () => {
    const folder = newFolder();
    const terminationLog = join(folder, 'termination-log');
    writeFileSync(terminationLog, '');
    await (await live({ folder, phases: ['graph_capture'], terminationLog })).kill();
    expect(readFileSync(terminationLog, 'utf8')).toMatch(
      /^coldstart: chat attempt 1 was in graph_capture since 20/,
    );
  });
});

describe('several processes in one folder', () => {
  it('leave each other alone while they live', async () => {
    const folder = newFolder();
    const lives = await Promise.all(
      ['a', 'b', 'c'].map((model) => live({ folder, model, phases: ['compile'] })),
    );
    expect(lives.map(({ found }) => found.abandoned)).toEqual([[], [], []]);
    expect(journalsIn(folder)).toHaveLength(3);
    await lives[0]?.kill();
    expect((await findings(folder)).abandoned).toMatchObject([{ model: 'a' }]);
    await lives[1]?.kill();
    expect((await findings(folder)).abandoned.map(({ model }) => model).sort()).toEqual(['a', 'b']);
    await lives[2]?.kill();
  });

  it('that start at once share out the dead: each is told by one of them', async () => {
    const folder = newFolder();
    const models = ['a', 'b', 'c'];
    await Promise.all(
      models.map(async (model) => {
        await (await live({ folder, model, phases: ['compile'] })).kill();
      }),
    );
    const together = await Promise.all([1, 2, 3, 4].map(() => live({ folder, model: null, ask: models })));
    const told = together.flatMap(({ found }) => found.abandoned.map(({ model }) => model));
    expect(told.sort()).toEqual(models);
    expect(together.map(({ found }) => found.known)).toEqual(Array(4).fill([1, 1, 1]));
    await Promise.all(together.map(({ kill }) => kill()));
    const after = await findings(folder);
    expect(after.abandoned.map(({ model }) => model).sort()).toEqual(models);
    expect(after.said).toEqual([]);
  });
});
