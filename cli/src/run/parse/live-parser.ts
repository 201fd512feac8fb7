import { compileProfile, LineDetector, LineScanner, LogReader, peel } from '../../log/index.js';
import type { LogEvent, Profile, StampName } from '../../log/index.js';
import type { ParserStart } from './protocol.js';
import { finderOf } from './words.js';

/** A line and when it arrived, Unix seconds. */
interface ArrivedLine {
  readonly text: string;
  readonly atS: number;
}

/** What the output of the server told. Times of events are Unix seconds. */
export interface Told {
  readonly events: readonly LogEvent[];
  /** The server that the lines told of, once. */
  readonly server: string | null;
}

/** When it was written does not matter: it arrived. */
const NO_STAMPS: readonly StampName[] = [];

const NOTHING: Told = { events: [], server: null };

/** A host that wraps the engine may speak a little later than it does. */
const SURE_AFTER_S = 2;
const MOST_WAITING = 5000;

/**
 * Reads the outputs of a server as they arrive. What a line says happened when it arrived: no server's clock is better
 * than that.
 */
export class LiveParser {
  private readonly detector: LineDetector;
  /** One for each output: pieces of lines do not mix. */
  private readonly scanners = new Map<number, LineScanner>();
  private waiting: ArrivedLine[] = [];
  private reader: LogReader | null = null;
  private server: string | null = null;
  private foundS = Infinity;

  /** @throws Error that says which pattern of a profile is wrong */
  constructor(private readonly start: Omit<ParserStart, 'ring'>) {
    this.detector = new LineDetector(start.profiles);
    const known = start.profiles.find(({ server }) => server === start.server);
    if (known !== undefined) {
      this.use(known);
    }
  }

  /** A piece of one of the outputs. */
  read(chunk: Buffer, output: number, atS: number): Told {
    let scanner = this.scanners.get(output);
    if (scanner === undefined) {
      scanner = new LineScanner(finderOf(this.start.profiles, this.server));
      this.scanners.set(output, scanner);
    }
    const lines = scanner.push(chunk);
    return lines.length === 0 ? NOTHING : this.take(lines, atS);
  }

  /** What is left of lines that did not end; what was found by now is all that there is. */
  rest(atS: number): Told {
    const told = this.take(
      [...this.scanners.values()].flatMap((scanner) => scanner.end()),
      atS,
    );
    return this.reader === null ? this.decide(Infinity) : told;
  }

  /** Time passes: what was found is sure after a while. */
  tick(nowS: number): Told {
    return this.reader === null ? this.decide(nowS) : NOTHING;
  }

  private take(texts: readonly string[], atS: number): Told {
    const lines = texts.map((text) => ({ text, atS }));
    if (this.reader !== null) {
      return { events: this.interpret(this.reader, lines), server: null };
    }
    for (const { text } of lines) {
      this.detector.read(peel(text, NO_STAMPS));
    }
    // The first lines are the ones that count; so many without a word of any server are of none.
    this.waiting.push(...lines.slice(0, MOST_WAITING - this.waiting.length));
    return this.decide(atS);
  }

  private decide(nowS: number): Told {
    const { found, certain } = this.detector;
    if (found === null) {
      return NOTHING;
    }
    this.foundS = Math.min(this.foundS, nowS);
    if (!certain && nowS - this.foundS < SURE_AFTER_S) {
      return NOTHING;
    }
    const reader = this.use(found);
    return { events: this.interpret(reader, this.waiting.splice(0)), server: found.server };
  }

  private use(profile: Profile): LogReader {
    const { profiles } = this.start;
    this.server = profile.server;
    for (const scanner of this.scanners.values()) {
      scanner.use(finderOf(profiles, this.server));
    }
    const all = new Map(profiles.map((each) => [each.server, each]));
    return (this.reader = new LogReader(compileProfile(profile, all)));
  }

  private interpret(reader: LogReader, lines: readonly ArrivedLine[]): LogEvent[] {
    return lines.flatMap(({ text, atS }) =>
      reader.done && this.start.stopsAtReady ? [] : reader.read(peel(text, NO_STAMPS), { atS, exact: true }),
    );
  }
}
