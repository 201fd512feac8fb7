import { setTimeout as delay } from 'node:timers/promises';
import { buildTimeline, type Timeline } from '@coldstart/timeline';
import { nowS } from './clock.js';
import { Closers } from './closers.js';
import { killOneWhileItLoads } from './fault.js';
import { queueFigures } from './gateway/index.js';
import type { DemoOptions } from './options.js';
import { AUTOSCALER, DEADLINE_S, SIMULATED_WORDS, TELEMETRY } from './plan.js';
import { summarize, type DemoSummary } from './report/index.js';
import { playStory } from './story.js';
import { startWorld, type World } from './world.js';

/** How long a Prometheus may be away when the summary is made, seconds. */
const PATIENCE_S = 8;

/**
 * Plays the story once. Resolves with what was found when the page is closed again; rejects with the reason of
 * `options.signal` when that ends it, and with a message for a person when something cannot be started. Either way no
 * process, port or file is left.
 */
export async function runDemo(options: DemoOptions): Promise<DemoSummary> {
  const { signal } = options;
  const startedS = nowS();
  const page = new Closers();
  const run = new Closers();
  let world: World | null = null;
  try {
    const kill = killOneWhileItLoads(
      () => !options.killOne || (world?.cluster.pods().length ?? 0) <= AUTOSCALER.minReplicas,
      (pod) => {
        options.progress.note(`Killing ${pod} while it loads.`);
        world?.cluster.kill(pod);
      },
    );
    world = await startWorld({ ...options, page, run, onMessage: kill });
    signal.throwIfAborted();
    options.onPage(world.viewer.url);
    const times = await playStory(world, {
      ...options,
      run,
      startedS,
      deadlineS: startedS + DEADLINE_S,
    });

    const queue = queueFigures(
      world.gateway.records(),
      world.gateway.maxDepth(),
      times.spikeS,
      times.allReadyS,
    );
    await world.flush();
    // The pods push on their own; one more interval brings their last word.
    await delay(TELEMETRY.pushS * 1200, undefined, { signal });
    const endS = nowS();
    world.viewer.end();
    const timeline = await observe(world, startedS, endS, options);
    const summary = summarize(timeline, queue, SIMULATED_WORDS, endS - startedS);
    await run.close();
    options.progress.end();
    await options.afterRun(summary, world.viewer.url);
    return summary;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    options.progress.end();
    await run.close().finally(() => page.close());
  }
}

/** The cold starts as the page shows them, in its steps: from what the viewer received, not from what the demo knows. */
async function observe(
  world: World,
  startedS: number,
  endS: number,
  options: DemoOptions,
): Promise<Timeline> {
  for (;;) {
    const series = await world.viewer
      .querySeries(startedS * 1000, endS * 1000, TELEMETRY.pushS * 1000)
      .catch((error: unknown) => {
        if (!options.prometheus || nowS() - endS > PATIENCE_S) throw error;
        options.progress.note(`Prometheus does not answer, asking again: ${String(error)}`);
        return null;
      });
    if (series !== null) return buildTimeline({ series }, { fromS: startedS, toS: endS, nowS: endS });
    await delay(1000, undefined, { signal: options.signal });
  }
}
