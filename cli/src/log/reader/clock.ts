import { YEAR_S } from '../line/index.js';
import type { Stamp, StampName } from '../line/index.js';

/** After so many seconds the stamp begins anew. */
const PERIOD_S: Readonly<Record<Stamp['scale'], number>> = { date: YEAR_S, time: 86_400, elapsed: Infinity };

/** Zones differ by quarters of an hour, and by half an hour at least. */
const ZONE_STEP_S = 900;
const LEAST_ZONE_S = 1800;
const LARGEST_ZONE_S = 14 * 3600;
/** Two stamps of one moment in two zones differ from a zone step by less than this. */
const ZONE_SLACK_S = 5;
/** A line may come so late, across midnight or New Year, after lines of the new day. */
const LATEST_S = 3600;
const DAY_S = 86_400;
/** Days of a year before 29 February, which most years do not have. */
const DAYS_BEFORE_LEAP = 59;

/** What is known of a kind of stamp. */
interface Kind {
  /** What is added to it; `null`: it tells of another time, and is passed over. */
  readonly offsetS: number | null;
  /** The last one. */
  readonly rawS: number;
}

/**
 * The clock of a saved log: what its lines say, put on one scale that begins with the first dated line. A line without
 * a stamp happens when the last one did.
 */
export class LogClock {
  private scale: Stamp['scale'] | null = null;
  private firstS = 0;
  private lastS = 0;
  private readonly kinds = new Map<StampName, Kind>();
  private datedS = 0;
  private provenS = 0;
  private finestS = Infinity;

  /** Whether any line was dated. */
  get dated(): boolean {
    return this.scale !== null;
  }

  /** When the process began, in seconds from the first dated line: stamps that count from there tell it; else 0. */
  get bornS(): number {
    return this.scale === 'elapsed' ? 0 - this.firstS : 0;
  }

  /** The latest moment so far, in seconds from the first dated line. */
  get nowS(): number {
    return this.provenS;
  }

  /** Of the finest stamp; infinite without one. */
  get resolutionS(): number {
    return this.finestS;
  }

  /** The moment of a line. */
  read(stamp: Stamp | null): number {
    if (stamp === null || (this.scale !== null && stamp.scale !== this.scale)) {
      return this.provenS;
    }
    if (this.scale === null) {
      this.scale = stamp.scale;
      this.firstS = stamp.atS - this.provenS;
      this.lastS = stamp.atS;
      this.datedS = this.provenS;
    }
    const unwrappedS = this.unwrapped(stamp, PERIOD_S[this.scale]);
    if (unwrappedS === null) {
      return this.provenS;
    }
    this.finestS = Math.min(this.finestS, stamp.resolutionS);
    this.lastS = unwrappedS;
    const atS = this.lastS - this.firstS;
    this.datedS = Math.max(this.datedS, atS);
    // A stamp knows better than what a progress bar made of itself.
    this.provenS = this.datedS;
    return atS;
  }

  /** What has no stamp did not happen before this. */
  advance(atS: number): void {
    this.provenS = Math.max(this.provenS, atS);
  }

  /**
   * A stamp after midnight or New Year goes on, and one of another kind in another zone is brought into ours; `null`
   * for a kind that is far off for another reason.
   */
  private unwrapped({ name, atS: rawS }: Stamp, periodS: number): number | null {
    const known = this.kinds.get(name);
    let offsetS = known === undefined ? this.offsetOf(rawS) : known.offsetS;
    if (offsetS !== null && rawS + offsetS < this.lastS - periodS / 2) {
      offsetS += periodS;
    }
    if (offsetS !== null && known !== undefined && this.leaps(known, rawS)) {
      offsetS -= DAY_S;
    }
    this.kinds.set(name, { offsetS, rawS });
    if (offsetS === null) {
      return null;
    }
    const atS = rawS + offsetS;
    return atS > this.lastS + periodS - LATEST_S ? atS - periodS : atS;
  }

  /** From February to March with nothing on the 29th: there was none. */
  private leaps({ offsetS, rawS: beforeS }: Kind, rawS: number): boolean {
    return (
      offsetS !== null &&
      beforeS < DAYS_BEFORE_LEAP * DAY_S &&
      rawS >= (DAYS_BEFORE_LEAP + 1) * DAY_S &&
      rawS + offsetS - this.lastS >= DAY_S - LATEST_S &&
      rawS - beforeS < 2 * DAY_S
    );
  }

  /** Of a kind of stamp that is seen for the first time. */
  private offsetOf(rawS: number): number | null {
    const jumpS = rawS - this.lastS;
    if (this.kinds.size === 0 || Math.abs(jumpS) < LEAST_ZONE_S - ZONE_SLACK_S) {
      return 0;
    }
    const zoneS = Math.round(jumpS / ZONE_STEP_S) * ZONE_STEP_S;
    return Math.abs(jumpS - zoneS) < ZONE_SLACK_S && Math.abs(zoneS) <= LARGEST_ZONE_S ? -zoneS : null;
  }
}
