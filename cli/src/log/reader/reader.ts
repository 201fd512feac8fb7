import type { Phase } from '@coldstart/conventions';
import type { LogLine } from '../line/index.js';
import type { Captures, Match } from '../pattern/index.js';
import type { CompiledProfile, CompiledRule } from '../profile/index.js';
import type { LogEvent, Subject } from './events.js';

/** When a line was written. */
export interface Moment {
  readonly atS: number;
  /** `false`: not before `atS`; the line has no stamp of its own. */
  readonly exact: boolean;
}

const MOST_CAUSE = 300;

const NOBODY: Subject = { model: '', lane: '' };

/** More bars than that do not run at once. */
const MOST_BARS = 1000;
/** Names of bars end with a colon, or are cut. */
const LONGEST_NAME = 80;

/** A progress bar that was seen. */
interface Bar {
  readonly startS: number;
  readonly elapsedS: number;
  readonly done: boolean;
}

/** Makes events of the lines of one server's log, in their order. */
export class LogReader {
  /** The last progress bar of each phase, model, lane and name. */
  private readonly bars = new Map<string, Bar>();
  /** When the phases may have begun that no line begins, by phase and model. */
  private readonly nexts = new Map<string, number>();
  private readonly spent = new Set<CompiledRule>();
  private isReady = false;
  /** The phase that the process began in, where no line of its own ends it: the next phase does. */
  private opening: Phase | null;

  constructor(
    private readonly compiled: CompiledProfile,
    /** Takes what a progress bar proves: that it is no earlier than this. */
    private readonly advance: (atS: number) => void = () => undefined,
  ) {
    const { profile, rules } = compiled;
    const isEnded = rules.some(({ rule, end }) => end.includes(profile.opens) || rule.took === profile.opens);
    this.opening = isEnded ? null : profile.opens;
  }

  /** What is known before the first line: the phase that the process begins in. */
  begin(atS: number): LogEvent {
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
      if (this.spent.has(rule)) {
        continue;
      }
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
      const atS =
        next.type === 'end' && next.printedS === null
          ? (next.sinceS ?? next.atS)
          : next.atS - printedOfEnd(next);
      events.unshift({
        type: 'end',
        phase: this.opening,
        atS,
        exact: next.exact,
        subject: NOBODY,
        printedS: null,
        printed: 'whole',
        sinceS: null,
      });
      this.opening = null;
    }
  }

  private apply(
    compiled: CompiledRule,
    { captures, start }: Match,
    text: string,
    lane: string,
    when: Moment,
    events: LogEvent[],
  ): void {
    const { rule, begin, next, end } = compiled;
    const { atS, exact } = when;
    const model = word(captures.model);
    const many = this.compiled.profile.models === 'many';
    const subject: Subject = {
      model: many ? model : '',
      lane: word(captures.rank) || lane,
      ...(rule.step !== undefined && { step: rule.step }),
    };
    if (rule.once === true) {
      this.spent.add(compiled);
    }
    const printedS = printedOf(captures);
    if (printedS !== null && printedS < (rule.leastS ?? 0)) {
      return;
    }
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
      this.bar(rule.bar, nameOfBar(text, start), captures, subject, when, events);
    }
    const printed = rule.printed ?? 'whole';
    for (const phase of new Set([...end, ...(rule.took === undefined ? [] : [rule.took])])) {
      const own = phase === rule.took ? printedS : null;
      events.push({
        type: 'end',
        phase,
        atS,
        exact,
        subject,
        printedS: own,
        printed,
        sinceS: this.nexts.get(nextKey(phase, subject)) ?? null,
      });
    }
    for (const phase of next) {
      this.nexts.set(nextKey(phase, subject), atS);
      events.push({ type: 'next', phase, atS, subject });
    }
    for (const phase of begin) {
      events.push({ type: 'begin', phase, atS, exact, subject });
    }
    if (rule.ready === true && !this.done) {
      this.isReady = true;
      events.push({ type: 'ready', atS, subject });
    }
    if (rule.fails !== undefined) {
      const told = captures.cause === undefined ? text.slice(start) : String(captures.cause);
      const cause = told.slice(0, MOST_CAUSE);
      events.push(rule.fails === 'why' ? { type: 'why', cause } : { type: 'failed', atS, subject, cause });
    }
  }

  /** The lines of a bar have no stamp, but say how long it has run. */
  private bar(
    phase: Phase,
    name: string,
    captures: Captures,
    subject: Subject,
    { atS, exact }: Moment,
    events: LogEvent[],
  ): void {
    const { model, lane, step = '' } = subject;
    const key = [phase, model, step, lane, name].join('\n');
    const elapsedS = printedOf(captures) ?? 0;
    const before = this.bars.get(key);
    // Time that runs backward belongs to the next bar; the last state of a bar is often printed twice.
    const isNew = before === undefined || elapsedS < before.elapsedS;
    const startS = isNew ? (exact ? atS - elapsedS : atS) : before.startS;
    const nowS = exact ? atS : Math.max(atS, startS + elapsedS);
    const done =
      captures.of === undefined ? Number(captures.pct) >= 100 : Number(captures.n) >= Number(captures.of);
    if (this.bars.size >= MOST_BARS) {
      this.bars.clear();
    }
    this.bars.set(key, { startS, elapsedS, done });
    this.advance(nowS);
    if (isNew) {
      events.push({ type: 'begin', phase, atS: startS, exact, subject });
    }
    if (done && (isNew || !before.done)) {
      events.push({
        type: 'end',
        phase,
        atS: nowS,
        exact,
        subject,
        printedS: elapsedS,
        printed: 'part',
        sinceS: null,
      });
    }
  }
}

/** What stands before the colon: bars with different names run beside each other, or one after the other. */
function nameOfBar(text: string, start: number): string {
  const [name = ''] = text.slice(start, start + LONGEST_NAME).split(':', 1);
  return name;
}

function nextKey(phase: Phase, { model }: Subject): string {
  return `${phase}\n${model}`;
}

function printedOfEnd(event: LogEvent): number {
  return event.type === 'end' ? (event.printedS ?? 0) : 0;
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
  if (mib !== undefined) return Math.round(Number(mib) * 2 ** 20);
  if (gib !== undefined) return Math.round(Number(gib) * 2 ** 30);
  return gb === undefined ? null : Math.round(Number(gb) * 1e9);
}

function word(value: string | number | undefined): string {
  return value === undefined ? '' : String(value).replace(/^['"`]+|['"`.,;:]+$/g, '');
}
