import type { Phase } from '@coldstart/conventions';
import type { LogLine } from '../line/index.js';
import type { Captures, Match } from '../pattern/index.js';
import type { CompiledProfile, CompiledRule, Rule } from '../profile/index.js';
import type { LogEvent, Subject } from './events.js';

/** When a line was written. */
export interface Moment {
  readonly atS: number;
  /** `false`: not before `atS`; the line has no stamp of its own. */
  readonly exact: boolean;
}

const MOST_CAUSE = 300;

const NOBODY: Subject = { model: '', lane: '' };

/** A progress bar that was seen. */
interface Bar {
  readonly startS: number;
  readonly elapsedS: number;
  readonly done: boolean;
}

/** Makes events of the lines of one server's log, in their order. */
export class LogReader {
  /** The last progress bar of each phase, model and lane. */
  private readonly bars = new Map<string, Bar>();
  private isReady = false;
  /** The ranks in which a phase of a model began, and whether it runs there. */
  private readonly lanes = new Map<string, Map<string, boolean>>();
  /** What counts once and has been. */
  private readonly past = new Set<string>();
  /** The models that began to load, and whether they can answer. */
  private readonly models = new Map<string, boolean>();
  /** The phase that the process began in, where no line of its own ends it: the next phase does. */
  private opening: Phase | null;

  constructor(
    private readonly compiled: CompiledProfile,
    /** Takes what a progress bar proves: that it is no earlier than this. */
    private readonly advance: (atS: number) => void = () => undefined,
  ) {
    const { profile, rules } = compiled;
    // What is said by a server inside this one comes later than its own next phase.
    const isEnded = rules
      .slice(0, profile.rules.length)
      .some(
        ({ rule, end, closes }) => [...end, ...closes].includes(profile.opens) || rule.took === profile.opens,
      );
    this.opening = isEnded ? null : profile.opens;
  }

  /** What is known before the first line: the phase that the process begins in. */
  begin(atS: number): LogEvent {
    this.mark(this.compiled.profile.opens, NOBODY, true);
    return { type: 'begin', phase: this.compiled.profile.opens, atS, exact: true, subject: NOBODY };
  }

  /** Whether what is still to come can be left unread. */
  get done(): boolean {
    return this.isReady && this.compiled.profile.loads === 'once';
  }

  /** What a line says; nothing for most. */
  read({ text, lane }: Pick<LogLine, 'text' | 'lane'>, when: Moment): readonly LogEvent[] {
    const events: LogEvent[] = [];
    for (const rule of this.compiled.rules) {
      for (const match of matchesOf(rule, text)) {
        this.apply(rule, match, text, lane, when, events);
      }
    }
    this.endOpening(events);
    return events;
  }

  private endOpening(events: LogEvent[]): void {
    const next = events.find((event) => event.type === 'begin' || event.type === 'end');
    if (this.opening !== null && next !== undefined) {
      const atS = next.atS - (next.type === 'end' ? (next.printedS ?? 0) : 0);
      events.unshift({
        type: 'end',
        phase: this.opening,
        atS,
        exact: next.exact,
        subject: NOBODY,
        printedS: null,
        printed: 'whole',
      });
      this.opening = null;
    }
  }

  private apply(
    { rule, begin, end, closes, ofModel }: CompiledRule,
    { captures }: Match,
    text: string,
    lane: string,
    when: Moment,
    events: LogEvent[],
  ): void {
    const { atS, exact } = when;
    const model = word(captures.model);
    const many = this.compiled.profile.models === 'many';
    const subject: Subject = { model: ofModel ? model : '', lane: word(captures.rank) || lane };
    if (this.isPast(rule, subject)) {
      return;
    }
    const printedS = printedOf(captures);
    if (!many && model !== '') {
      events.push({ type: 'model', name: model });
    }
    if (captures.version !== undefined) {
      events.push({ type: 'version', version: word(captures.version) });
    }
    const bytes = bytesOf(captures);
    if (bytes !== null) {
      events.push({ type: 'bytes', bytes });
    }
    if (rule.source !== undefined) {
      events.push({ type: 'source', source: rule.source });
    }
    if (rule.bar !== undefined) {
      this.bar(rule.bar, rule.apart, captures, subject, when, events);
    }
    const printed = rule.printed ?? 'whole';
    for (const phase of new Set([...end, ...(rule.took === undefined ? [] : [rule.took])])) {
      const own = phase === rule.took ? printedS : null;
      this.stop(phase, subject);
      events.push({ type: 'end', phase, atS, exact, subject, printedS: own, printed });
    }
    for (const phase of closes) {
      events.push(...this.close(phase, subject, when));
    }
    if (rule.instead !== undefined) {
      events.push(
        ...this.close(rule.instead, subject, when).map((event) => ({ ...event, undone: true as const })),
      );
    }
    for (const phase of begin) {
      this.start(phase, subject);
      events.push({ type: 'begin', phase, atS, exact, subject, ...(rule.apart && { apart: true }) });
    }
    this.readiness(rule, subject, atS, events);
    if (rule.fails === true) {
      const cause = captures.cause === undefined ? text : String(captures.cause);
      events.push({ type: 'failed', atS, subject, cause: cause.slice(0, MOST_CAUSE) });
    }
  }

  /** Ends a phase in all ranks in which it runs. */
  private close(
    phase: Phase,
    subject: Subject,
    { atS, exact }: Moment,
  ): Extract<LogEvent, { type: 'end' }>[] {
    const lanes = this.open(phase, subject);
    for (const lane of lanes) {
      this.mark(phase, { ...subject, lane }, false);
    }
    return lanes.map((lane) => ({
      type: 'end',
      phase,
      atS,
      exact,
      subject: { ...subject, lane },
      printedS: null,
      printed: 'whole',
    }));
  }

  private start(phase: Phase, subject: Subject): void {
    this.mark(phase, subject, true);
    this.models.set(subject.model, this.models.get(subject.model) ?? false);
  }

  private stop(phase: Phase, subject: Subject): void {
    const [only, ...others] = this.open(phase, subject);
    if (this.lanes.get(keyOf(phase, subject))?.has(subject.lane) === true) {
      this.mark(phase, subject, false);
    } else if (only !== undefined && others.length === 0) {
      // A process that is renamed on its way ends what it began under its old name.
      this.mark(phase, { ...subject, lane: only }, false);
    }
  }

  private mark(phase: Phase, subject: Subject, runs: boolean): void {
    const key = keyOf(phase, subject);
    this.lanes.set(key, (this.lanes.get(key) ?? new Map<string, boolean>()).set(subject.lane, runs));
  }

  /** The ranks in which a phase runs. */
  private open(phase: Phase, subject: Subject): string[] {
    const lanes = this.lanes.get(keyOf(phase, subject)) ?? new Map<string, boolean>();
    return [...lanes].filter(([, runs]) => runs).map(([lane]) => lane);
  }

  /** A line that counts once was there before, or what it speaks of is known already. */
  private isPast(rule: Rule, subject: Subject): boolean {
    if (rule.unless !== undefined && this.lanes.has(keyOf(rule.unless, subject))) {
      return true;
    }
    if (rule.once === undefined) {
      return false;
    }
    const key = [rule.line, subject.model, subject.lane].join('\n');
    const isPast = this.past.has(key);
    this.past.add(key);
    return isPast;
  }

  private readiness({ ready }: Rule, subject: Subject, atS: number, events: LogEvent[]): void {
    if (ready === undefined || this.done) {
      return;
    }
    if (ready === 'model') {
      this.models.set(subject.model, this.open('weights_load', subject).length === 0);
    }
    if (ready === true || [...this.models].every(([model, answers]) => answers || model === '')) {
      this.isReady = true;
      events.push({ type: 'ready', atS, subject: ready === true ? subject : NOBODY });
    }
  }

  /** The lines of a bar have no stamp, but say how long it has run. */
  private bar(
    phase: Phase,
    apart: true | undefined,
    captures: Captures,
    subject: Subject,
    { atS, exact }: Moment,
    events: LogEvent[],
  ): void {
    const key = `${keyOf(phase, subject)}\n${subject.lane}`;
    const elapsedS = printedOf(captures) ?? 0;
    const before = this.bars.get(key);
    // Time that runs backward belongs to the next bar; the last state of a bar is often printed twice.
    const isNew = before === undefined || elapsedS < before.elapsedS;
    const startS = isNew ? (exact ? atS - elapsedS : atS) : before.startS;
    const nowS = exact ? atS : Math.max(atS, startS + elapsedS);
    const done = captures.of !== undefined && Number(captures.n) >= Number(captures.of);
    this.bars.set(key, { startS, elapsedS, done });
    this.advance(nowS);
    if (isNew) {
      this.start(phase, subject);
      events.push({ type: 'begin', phase, atS: startS, exact, subject, ...(apart && { apart }) });
    }
    if (done && (isNew || !before.done)) {
      this.stop(phase, subject);
      events.push({ type: 'end', phase, atS: nowS, exact, subject, printedS: elapsedS, printed: 'part' });
    }
  }
}

function keyOf(phase: Phase, { model }: Subject): string {
  return `${phase}\n${model}`;
}

/** A line may hold several states of a bar; else the first form that fits. */
function matchesOf({ rule, patterns }: CompiledRule, text: string): Match[] {
  for (const pattern of patterns) {
    const first = pattern.match(text);
    if (first === null) {
      continue;
    }
    const matches = [first];
    for (let next = rule.bar === undefined ? null : pattern.match(text, first.end); next !== null;) {
      matches.push(next);
      next = pattern.match(text, next.end);
    }
    return matches;
  }
  return [];
}

function printedOf({ s, ms, dur }: Captures): number | null {
  return s !== undefined
    ? Number(s)
    : ms !== undefined
      ? Number(ms) / 1000
      : dur !== undefined
        ? Number(dur)
        : null;
}

function bytesOf({ bytes, mib, gib, gb }: Captures): number | null {
  if (bytes !== undefined) return Number(bytes);
  if (mib !== undefined) return Number(mib) * 2 ** 20;
  if (gib !== undefined) return Number(gib) * 2 ** 30;
  return gb === undefined ? null : Number(gb) * 1e9;
}

function word(value: string | number | undefined): string {
  return value === undefined ? '' : String(value).replace(/^['"`]+|['"`.,;:]+$/g, '');
}
