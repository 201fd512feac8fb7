import { compileProfile, LineDetector, LogReader, peel } from '../../log/index.js';
import type { LogEvent, Profile } from '../../log/index.js';
import type { ArrivedLine, FromParser, ParserStart, ToParser } from './protocol.js';

/** A host that wraps the engine may speak a little later than it does. */
const SURE_AFTER_S = 2;
const MOST_WAITING = 5000;

/** Reads lines as they arrive. What a line says happened when it arrived: no server's clock is better than that. */
export class LiveParser {
  private readonly detector: LineDetector;
  private waiting: ArrivedLine[] = [];
  private reader: LogReader | null = null;
  private foundS = Infinity;

  /** @throws Error that says which pattern of a profile is wrong */
  constructor(private readonly start: ParserStart) {
    this.detector = new LineDetector(start.profiles);
    const known = start.profiles.find(({ server }) => server === start.server);
    if (known !== undefined) {
      this.use(known);
    }
  }

  read(lines: ToParser, nowS: number): FromParser {
    if (this.reader !== null) {
      return { events: this.interpret(this.reader, lines), server: null, read: lines.length };
    }
    for (const line of lines) {
      this.detector.read(peel(line.text));
    }
    // The first lines are the ones that count; so many without a word of any server are of none.
    this.waiting.push(...lines.slice(0, MOST_WAITING - this.waiting.length));
    const { found } = this.detector;
    if (found === null) {
      return { events: [], server: null, read: lines.length };
    }
    this.foundS = Math.min(this.foundS, nowS);
    if (!this.detector.certain && nowS - this.foundS < SURE_AFTER_S) {
      return { events: [], server: null, read: lines.length };
    }
    const reader = this.use(found);
    return {
      events: this.interpret(reader, this.waiting.splice(0)),
      server: found.server,
      read: lines.length,
    };
  }

  private use(profile: Profile): LogReader {
    const all = new Map(this.start.profiles.map((each) => [each.server, each]));
    return (this.reader = new LogReader(compileProfile(profile, all)));
  }

  private interpret(reader: LogReader, lines: readonly ArrivedLine[]): LogEvent[] {
    return lines.flatMap(({ text, atS }) =>
      reader.done ? [] : reader.read(peel(text), { atS, exact: true }),
    );
  }
}
