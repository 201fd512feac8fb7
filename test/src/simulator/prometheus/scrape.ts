import type { Series } from '@coldstart/timeline';
import type { Exposed } from '../exporters/index.js';
import type { Random } from '../random.js';

/** What goes wrong between a Prometheus server and its targets; how often is ours. */
const FAULTS = {
  /** Of one scrape: it timed out. */
  missed: 0.003,
  /** Of one target during a spike: it cannot be reached for a while. */
  unreachable: { chance: 0.01, forS: [20, 90] },
} as const;

export interface ScrapeSetup {
  readonly fromS: number;
  readonly untilS: number;
  readonly scrapeS: number;
  /** Names of the servers that scrape the same; their series tell them apart where there are several. */
  readonly servers: readonly string[];
}

/** The samples that servers store: each scrapes every target at its own offset, which stays the same. */
export function scrape(exposed: readonly Exposed[], setup: ScrapeSetup, random: Random): Series[] {
  const { servers } = setup;
  return servers.flatMap((server) => {
    const times = new Map<string, readonly number[]>();
    const label = servers.length > 1 ? { prometheus_replica: server } : {};
    return exposed.flatMap((one): Series[] => {
      const scrapedS =
        times.get(one.target) ?? scrapesOf(setup, random.fork(`${server} ${one.target} ${setup.scrapeS}`));
      times.set(one.target, scrapedS);
      const series = samplesOf(one, scrapedS);
      return series.timesS.length > 0 ? [{ ...series, labels: { ...one.labels, ...label } }] : [];
    });
  });
}

/** When a target is scraped with success, Unix seconds in whole milliseconds. */
function scrapesOf({ fromS, untilS, scrapeS }: ScrapeSetup, random: Random): number[] {
  const firstS = fromS + random.between(0, scrapeS);
  const { chance, forS } = FAULTS.unreachable;
  const awayS = random.chance(chance) ? random.between(fromS, untilS) : Infinity;
  const backS = awayS + random.between(...forS);
  const times: number[] = [];
  for (let atS = firstS; atS < untilS; atS += scrapeS) {
    const missed = random.chance(FAULTS.missed) || (atS >= awayS && atS < backS);
    if (!missed) times.push(Math.round(atS * 1000) / 1000);
  }
  return times;
}

function samplesOf({ metric, labels, pieces }: Exposed, scrapedS: readonly number[]): Series {
  const timesS: number[] = [];
  const values: number[] = [];
  let at = 0;
  for (const timeS of scrapedS) {
    while (at < pieces.length && (pieces[at]?.untilS ?? Infinity) <= timeS) at++;
    const piece = pieces[at];
    if (!piece) break;
    if (piece.fromS > timeS) continue;
    timesS.push(timeS);
    values.push(piece.value);
  }
  return { metric, labels, timesS, values };
}
