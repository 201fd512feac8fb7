import { LineDetector } from './detect/index.js';
import { LineSplitter, peel } from './line/index.js';
import type { LogLine } from './line/index.js';
import { compileProfile } from './profile/index.js';
import type { CompiledProfile, Profile } from './profile/index.js';
import { LogClock, LogReader } from './reader/index.js';
import type { LogEvent } from './reader/index.js';
import { assemble } from './report/index.js';
import type { StartUpReport } from './report/index.js';

/** So many lines are read before a log is given up as one of a server that nobody knows. */
const MOST_UNKNOWN_LINES = 200_000;
/** A host that wraps the engine may speak later than it does. */
const SURE_AFTER_LINES = 2000;

/** Reads a saved log, piece by piece. */
export class SavedLog {
  private readonly splitter = new LineSplitter();
  private readonly detector: LineDetector;
  private readonly clock = new LogClock();
  private readonly events: LogEvent[] = [];
  private readonly waiting: LogLine[] = [];
  private lines = 0;
  private reader: LogReader | null = null;
  private compiled: CompiledProfile | null = null;
  private done = false;

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

  push(chunk: Buffer): void {
    for (const line of this.splitter.push(chunk)) {
      this.read(line);
    }
  }

  /** What the log says; `null` where no line is of a server that is known. */
  end(): StartUpReport | null {
    for (const line of this.splitter.end()) {
      this.read(line);
    }
    this.decide();
    return this.compiled === null
      ? null
      : assemble(this.compiled, this.events, {
          endS: this.clock.nowS,
          clock: this.clock.dated ? 'line' : this.clock.nowS > 0 ? 'printed' : 'none',
          resolutionS: this.clock.resolutionS,
        });
  }

  private read(raw: string): void {
    if (this.done || (this.compiled === null && this.lines >= MOST_UNKNOWN_LINES)) {
      return;
    }
    const line = peel(raw);
    this.lines += 1;
    if (this.reader !== null) {
      this.interpret(this.reader, line);
      return;
    }
    this.detector.read(line);
    this.waiting.push(line);
    if (this.detector.certain || (this.detector.found !== null && this.lines >= SURE_AFTER_LINES)) {
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
    const reader = new LogReader(this.compiled, (atS) => {
      this.clock.advance(atS);
    });
    this.reader = reader;
    this.events.push(reader.begin(0));
    for (const line of this.waiting.splice(0)) {
      this.interpret(reader, line);
    }
  }

  private interpret(reader: LogReader, line: LogLine): void {
    if (this.done) {
      return;
    }
    const atS = this.clock.read(line.stamp);
    this.events.push(...reader.read(line, { atS, exact: line.stamp !== null }));
    this.done = reader.done;
  }
}
