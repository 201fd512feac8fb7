import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startColdstart } from '@coldstart/sdk';
import type { Coldstart } from '@coldstart/sdk';
import { ENGINES } from '../../../src/log/index.js';
import type { LogEvent, Profile } from '../../../src/log/index.js';
import { LiveLoads } from '../../../src/run/live/index.js';
import type { ReadyLoad } from '../../../src/run/live/index.js';

const [engine] = ENGINES;

let coldstart: Coldstart;
let metricsUrl = '';
let nowS = 0;
let model = '';
let run = 0;

beforeAll(async () => {
  coldstart = startColdstart({ metricsPort: 0, gpu: 'off' });
  metricsUrl = (await coldstart.metricsUrl()) ?? '';
});
afterAll(() => coldstart.shutdown());
beforeEach(() => {
  nowS = Date.now() / 1000 - 100;
  run += 1;
  model = `model-${run}`;
});

function live(given: Partial<Profile> = {}) {
  const profile = {
    ...engine,
    models: 'one',
    loads: 'once',
    opens: 'runtime_init',
    always: [],
    ...given,
  } as Profile;
  const readyOnes: ReadyLoad[] = [];
  const loads = new LiveLoads({
    coldstart,
    model,
    server: profile.server,
    profile,
    processStartedS: nowS,
    readyBy: 'log',
    onReady: (load) => readyOnes.push(load),
  });
  const apply = (...events: readonly LogEvent[]): void => {
    loads.apply(events);
  };
  return { loads, readyOnes, apply };
}

type PhaseName = Extract<LogEvent, { type: 'begin' }>['phase'];
const subject = (lane = '', of = '') => ({ lane, model: of });
const begin = (phase: PhaseName, atS: number, lane = '', of = ''): LogEvent => ({
  type: 'begin',
  phase,
  atS: nowS + atS,
  exact: true,
  subject: subject(lane, of),
});
const end = (
  phase: PhaseName,
  atS: number,
  printedS: number | null = null,
  lane = '',
  of = '',
): LogEvent => ({
  type: 'end',
  phase,
  atS: nowS + atS,
  exact: true,
  subject: subject(lane, of),
  printedS,
  printed: 'whole',
  sinceS: null,
});
const ready = (atS: number, of = ''): LogEvent => ({
  type: 'ready',
  atS: nowS + atS,
  subject: subject('', of),
});

/** `/metrics` of one model: seconds since the process began, by `metric phase|mark|outcome`. */
async function seen(of = model): Promise<Record<string, number>> {
  const answer = await (await fetch(metricsUrl)).text();
  const samples = answer.split('\n').filter((line) => line.includes(`model_name="${of}"`));
  return Object.fromEntries(
    samples.map((line) => {
      const label = /(?:phase|mark)="([^"]*)"/.exec(line)?.[1] ?? '';
      const metric = /^coldstart_(\w+)\{/.exec(line)?.[1] ?? '';
      const outcome = /outcome="([^"]*)"/.exec(line)?.[1] ?? '';
      const value = Number(line.slice(line.lastIndexOf(' ')));
      const name = [metric, label, outcome].filter((part) => part !== '').join(' ');
      return [name, metric.includes('timestamp') ? Math.round((value - nowS) * 1000) / 1000 : value];
    }),
  );
}

describe('LiveLoads', () => {
  it('has a load from the first moment, in the phase that the server begins in', async () => {
    live();
    expect(await seen()).toMatchObject({
      'mark_timestamp_seconds process_started': 0,
      'phase_start_timestamp_seconds runtime_init': 0,
    });
  });

  it('runs a phase from the earliest begin of its ranks to the latest end', async () => {
    const { apply } = live();
    apply(
      begin('weights_load', 3, 'TP1'),
      begin('weights_load', 2, 'TP0'),
      end('weights_load', 8, null, 'TP0'),
    );
    expect(await seen()).not.toHaveProperty(['phase_end_timestamp_seconds weights_load ok']);
    apply(end('weights_load', 9, null, 'TP1'));
    expect(await seen()).toMatchObject({
      'phase_start_timestamp_seconds weights_load': 2,
      'phase_end_timestamp_seconds weights_load ok': 9,
    });
  });

  it('ends no other rank when one says twice that it is done', async () => {
    const { apply } = live();
    apply(
      begin('weights_load', 2, 'W-0'),
      begin('weights_load', 2, 'W-1'),
      end('weights_load', 8, null, 'W-0'),
      end('weights_load', 8, null, 'W-0'),
    );
    expect(await seen()).not.toHaveProperty(['phase_end_timestamp_seconds weights_load ok']);
  });

  it('learns nothing from a rank that ends a second time, but from one that never began', async () => {
    const { apply } = live();
    apply(
      begin('weights_load', 2, 'TP0'),
      end('weights_load', 8, null, 'TP0'),
      end('weights_load', 20, null, 'TP0'),
    );
    expect(await seen()).toMatchObject({ 'phase_end_timestamp_seconds weights_load ok': 8 });
    apply(end('weights_load', 9, null, 'TP1'));
    expect(await seen()).toMatchObject({ 'phase_end_timestamp_seconds weights_load ok': 9 });
  });

  it('dates a phase back by the duration that was printed at its end', async () => {
    const { apply } = live();
    apply(end('compile', 20, 7.5), end('compile', 21, 8.5, 'TP1'));
    expect(await seen()).toMatchObject({
      'phase_start_timestamp_seconds compile': 12.5,
      'phase_end_timestamp_seconds compile ok': 21,
    });
  });

  it('passes over an end without a begin or a duration', async () => {
    const { apply } = live();
    apply(end('compile', 20));
    expect(await seen()).not.toHaveProperty(['phase_end_timestamp_seconds compile ok']);
  });

  it('ends the phase that a program began in with the first one that is seen inside it, not before', async () => {
    const { loads } = live({ silent: true });
    loads.applyInside([begin('runtime_init', 1, 'import'), end('runtime_init', 4, null, 'import')]);
    expect(await seen()).not.toHaveProperty(['phase_end_timestamp_seconds runtime_init ok']);
    loads.applyInside([begin('tokenizer_init', 5, 'tokenizer')]);
    expect(await seen()).toMatchObject({ 'phase_end_timestamp_seconds runtime_init ok': 5 });
  });

  it('is ready once, and names what its profile always has and nobody saw', async () => {
    const { apply, readyOnes, loads } = live({ always: ['weights_load', 'compile'] });
    apply(begin('weights_load', 1), end('weights_load', 5), ready(6), ready(9));
    expect(loads.isReady).toBe(true);
    expect(readyOnes).toMatchObject([{ missing: ['compile'], readyS: nowS + 6 }]);
    expect(await seen()).toMatchObject({
      'mark_timestamp_seconds model_ready': 6,
      'profile_missing_phases compile': 1,
    });
  });

  it('fails with the first cause that the log gave when the process ends before it is ready', async () => {
    const { apply, loads } = live();
    apply({ type: 'failed', atS: nowS + 4, subject: subject(), cause: 'out of memory' });
    loads.ended('the server ended with exit code 1', nowS + 5, false);
    expect(await seen()).toMatchObject({ 'mark_timestamp_seconds failed': 5 });
  });

  it('is not failed by the end of a process that was ready', async () => {
    const { apply, loads } = live();
    apply(ready(6));
    loads.ended('the server was ended by SIGTERM', nowS + 60, true);
    expect(await seen()).not.toHaveProperty(['mark_timestamp_seconds failed']);
  });

  it('keeps the models of one server apart, beside the load of the server', async () => {
    const { apply } = live({ models: 'many' });
    const [one, two] = [`${model}-one`, `${model}-two`];
    apply(begin('weights_load', 1, '', one), begin('weights_load', 2, '', two));
    apply(end('weights_load', 4, null, '', two), end('weights_load', 9, null, '', one), ready(10));
    expect(await seen(one)).toMatchObject({
      'phase_start_timestamp_seconds weights_load': 1,
      'mark_timestamp_seconds model_ready': 9,
    });
    expect(await seen(two)).toMatchObject({
      'phase_start_timestamp_seconds weights_load': 2,
      'mark_timestamp_seconds model_ready': 4,
    });
    expect(await seen()).toMatchObject({
      'phase_start_timestamp_seconds weights_load': 1,
      'phase_end_timestamp_seconds weights_load ok': 9,
      'mark_timestamp_seconds model_ready': 10,
    });
  });

  it('fails the one model whose load failed', async () => {
    const { apply } = live({ models: 'many' });
    const bad = `${model}-bad`;
    apply(begin('weights_load', 1, '', bad));
    apply({ type: 'failed', atS: nowS + 3, subject: subject('', bad), cause: 'no such file' }, ready(5));
    expect(await seen(bad)).toMatchObject({ 'mark_timestamp_seconds failed': 3 });
    expect(await seen()).toMatchObject({ 'mark_timestamp_seconds model_ready': 5 });
  });

  it('makes a load of each time that a server loads on demand', async () => {
    const { apply, readyOnes, loads } = live({ models: 'many', loads: 'on_demand' });
    expect(loads.traceParent).toBeNull();
    const wanted = `${model}-wanted`;
    apply(begin('weights_load', 30, '', wanted), end('weights_load', 34, null, '', wanted), ready(35));
    apply(
      begin('weights_load', 60, '', wanted),
      end('weights_load', 62, null, '', wanted),
      ready(63),
      ready(63.1),
    );
    expect(readyOnes.map(({ readyS }) => Math.round(readyS - nowS))).toEqual([35, 63]);
    const answer = await (await fetch(metricsUrl)).text();
    expect(answer).toMatch(new RegExp(`completed.*model_name="${wanted}".*attempt="2"`));
  });

  it('goes on with a router, which is ready without any model', () => {
    const { apply, readyOnes, loads } = live({ always: ['weights_load'] });
    apply({ type: 'on_demand' }, ready(1));
    expect([loads.isReady, loads.isDone]).toEqual([true, false]);
    const wanted = `${model}-wanted`;
    apply(begin('weights_load', 30, '41000', wanted), end('weights_load', 34, null, '41000', wanted));
    apply(begin('warmup', 34, '41000', wanted), end('warmup', 35, null, '41000', wanted));
    expect(readyOnes).toHaveLength(1);
    apply(ready(36, wanted));
    expect(readyOnes.map((load) => [load.model, Math.round(load.readyS - nowS), load.missing])).toEqual([
      [model, 1, []],
      [wanted, 36, []],
    ]);
  });

  it('is done with a server that loads once when it is ready', () => {
    const { apply, loads } = live();
    apply(ready(1));
    expect(loads.isDone).toBe(true);
  });
});
