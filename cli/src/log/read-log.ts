import type { WeightsSource } from '@coldstart/conventions';
import { LineDetector, nearestOf } from './detect/index.js';
import type { Nearest } from './detect/index.js';
import { peel } from './line/index.js';
import type { LogLine } from './line/index.js';
import { compileProfile } from './profile/index.js';
import type { CompiledProfile, Profile } from './profile/index.js';
import { LogClock, LogReader } from './reader/index.js';
import type { LogEvent } from './reader/index.js';
import { assemble, inTurn } from './report/index.js';
import type { StartUpReport } from './report/index.js';
import { finderFor, LineScanner } from './scan/index.js';

/** So many lines are read before a log is given up as one of a server that nobody knows. */
const MOST_UNKNOWN_LINES = 200_000;
/** So much text of them is kept until the server is known, in UTF-16 units. */
const MOST_UNKNOWN_TEXT = 32 * 2 ** 20;
/** A host that wraps the engine may speak later than it does. */
const SURE_AFTER_LINES = 2000;
/** No start says more; a log that does is of years, or made to fill the memory. */
const MOST_EVENTS = 20_000;
/** A line without a stamp is dated by the lines that stand so near before it. */
const CONTEXT_BYTES = 16_384;

/** Reads a saved log, piece by piece, in memory that does not grow with it. */
export class SavedLog {
  private readonly scanner = new LineScanner(null, CONTEXT_BYTES);
  private readonly detector: LineDetector;
  private clock = new LogClock();
  private events: LogEvent[] = [];
  private readonly waiting: LogLine[] = [];
  private waitingText = 0;
  private read = 0;
  private reader: LogReader | null = null;
  private compiled: CompiledProfile | null = null;
  private source: WeightsSource | null = null;
  private isDone = false;
  /** How many starts the log holds so far; the last one counts. */
  private starts = 1;
  private isCutShort = false;

  /**
   * @param profiles every profile there is, a host before what may run inside it
   * @param server the one to use; `null` finds out
   * @throws Error that says which pattern of a profile is wrong
   */
  constructor(
    private readonly profiles: readonly Profile[],
    server: Profile | null,
  ) {
    this.detector = new LineDetector(profiles);
    if (server !== null) {
      this.use(server);
    }
  }

  /** Whether what is still to come can be left unread. */
  get done(): boolean {
    return (
      this.isDone ||
      (this.compiled === null && (this.read >= MOST_UNKNOWN_LINES || this.waitingText >= MOST_UNKNOWN_TEXT))
    );
  }

  /** How many lines were read. */
  get lines(): number {
    return this.read;
  }

  /** Whose log it is; `null` while that is not known. */
  get profile(): Profile | null {
    return this.compiled?.profile ?? null;
  }

  /** Of the finest stamp, seconds; infinite without one. */
  get resolutionS(): number {
    return this.clock.resolutionS;
  }

  /** Whose lines the lines resemble, while nobody's are found. */
  nearest(): Nearest | null {
    return nearestOf(this.waiting, this.profiles);
  }

  push(chunk: Buffer): void {
    for (const line of this.scanner.push(chunk)) {
      this.take(line);
    }
  }

  /** What the log says; `null` where no line is of a server that is known. */
  end(): StartUpReport | null {
    for (const line of this.scanner.end()) {
      this.take(line);
    }
    this.decide();
    if (this.compiled === null || this.reader === null) {
      return null;
    }
    const { dated, nowS, resolutionS, bornS } = this.clock;
    const events = [this.reader.begin(bornS), ...(dated ? this.events : inTurn(this.events))];
    const endS = Math.max(nowS, ...events.map((event) => ('atS' in event ? event.atS : 0)));
    const report = assemble(this.compiled, events, {
      endS: dated ? nowS : endS,
      clock: dated ? 'line' : endS > 0 ? 'printed' : 'none',
      resolutionS,
    });
    return { ...report, warnings: [...report.warnings, ...this.warnings(this.compiled.profile)] };
  }

  private warnings({ title }: Profile): string[] {
    return [
      ...(this.events.length === 0 ? [`no line tells of the start of ${title}`] : []),
      ...(this.starts > 1 ? [`the log holds ${this.starts} starts: this is the last one`] : []),
      ...(this.isCutShort ? [`more than ${MOST_EVENTS} lines speak of the start: the rest is left out`] : []),
    ];
  }

  private take(raw: string): void {
    if (this.done) {
      return;
    }
    const line = peel(raw);
    this.read += 1;
    if (this.reader !== null) {
      this.interpret(this.reader, line);
      return;
    }
    this.detector.read(line);
    this.waiting.push(line);
    this.waitingText += line.text.length;
    if (this.detector.certain || (this.detector.found !== null && this.read >= SURE_AFTER_LINES)) {
      this.decide();
    }
  }

  private decide(): void {
    const found = this.detector.found;
    if (this.compiled === null && found !== null) {
      this.use(found);
    }
  }

  private use(profile: Profile): void {
    this.compiled = compileProfile(profile, new Map(this.profiles.map((each) => [each.server, each])));
    const { rules, starts } = this.compiled;
    const reader = this.begin(this.compiled);
    this.scanner.use(finderFor([...rules.flatMap(({ patterns }) => patterns), ...starts]));
    for (const line of this.waiting.splice(0)) {
      this.interpret(this.reader ?? reader, line);
    }
  }

  private begin(compiled: CompiledProfile): LogReader {
    this.reader = new LogReader(compiled, (atS) => {
      this.clock.advance(atS);
    });
    return this.reader;
  }

  /** A process that begins after one that ended in failure is another start, as `docker logs` has them all. */
  private isRestart({ text }: LogLine): boolean {
    return (
      (this.compiled?.starts ?? []).some((pattern) => pattern.match(text) !== null) &&
      this.events.some(({ type }) => type === 'failed' || type === 'why')
    );
  }

  private interpret(current: LogReader, line: LogLine): void {
    if (this.isDone) {
      return;
    }
    let reader = current;
    if (this.compiled !== null && this.isRestart(line)) {
      this.starts += 1;
      this.clock = new LogClock();
      this.events = [];
      this.source = null;
      reader = this.begin(this.compiled);
    }
    const atS = this.clock.read(line.stamp);
    for (const event of reader.read(line, { atS, exact: line.stamp !== null })) {
      if (this.isNews(event)) {
        this.events.push(event);
      }
    }
    this.isCutShort = this.events.length > MOST_EVENTS;
    this.isDone = reader.done || this.isCutShort;
  }

  /** A progress bar says where the weights come from, and how many bytes, in each of its states. */
  private isNews(event: LogEvent): boolean {
    if (event.type !== 'source') {
      return event.type !== 'bytes';
    }
    const isNews = event.source !== this.source;
    this.source = event.source;
    return isNews;
  }
}
