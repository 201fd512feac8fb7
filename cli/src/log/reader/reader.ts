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
  /** Its phase was told of. */
  readonly told: boolean;
}

/** Makes events of the lines of one server's log, in their order. */
export class LogReader {
  /** The last progress bar of each phase, name, model and lane. */
  private readonly bars = new Map<string, Bar>();
  /** Phases that began, by phase, model and lane; `true` while they run. */
  private readonly running = new Map<string, boolean>();
  /** Rules that count once, with whom they were about. */
  private readonly applied = new Set<string>();
  private isReady = false;
  private isGone = false;
  private isOnDemand: boolean;
  /** On demand: the model that was named last, and what the lanes were said to load. */
  private model = '';
  private readonly laneModels = new Map<string, string>();
  /** The phase that the process began in, where no line of its own ends it: the next phase does. */
  private opening: Phase | null;

  constructor(
    private readonly compiled: CompiledProfile,
    /** Takes what a progress bar proves: that it is no earlier than this. */
    private readonly advance: (atS: number) => void = () => undefined,
  ) {
    const { profile, rules } = compiled;
    const isEnded = rules.some(
      ({ rule, end, closes }) =>
        end.includes(profile.opens) || closes.includes(profile.opens) || rule.took === profile.opens,
    );
    this.running.set(keyOf(profile.opens, NOBODY), true);
    this.opening = isEnded ? null : profile.opens;
    this.isOnDemand = profile.loads === 'on_demand';
  }

  /** What is known before the first line: the phase that the process begins in. */
  begin(atS: number): LogEvent {
    return { type: 'begin', phase: this.compiled.profile.opens, atS, exact: true, subject: NOBODY };
  }

  /** Whether what is still to come can be left unread. */
  get done(): boolean {
    return this.isGone || (this.isReady && !this.isOnDemand);
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
    { rule, begin, end, closes }: CompiledRule,
    { captures }: Match,
    text: string,
    lane: string,
    when: Moment,
    events: LogEvent[],
  ): void {
    const { atS, exact } = when;
    if (rule.loads === 'on_demand' && !this.isOnDemand) {
      this.isOnDemand = true;
      events.push({ type: 'on_demand' });
    }
    const subject = this.subjectOf(captures, lane);
    if (rule.once === true && this.hasApplied(rule, subject)) {
      return;
    }
    const about = (phase: Phase): Subject =>
      phase === this.compiled.profile.opens ? { ...subject, model: '' } : subject;
    const printedS = printedOf(captures);
    const model = word(captures.model);
    if (this.compiled.profile.models === 'one' && model !== '') {
      events.push({ type: 'model', name: model });
    }
    if (captures.version !== undefined) {
      events.push({ type: 'version', version: word(captures.version) });
    }
    const bytes = bytesOf(captures);
    if (bytes !== null) {
      events.push({ type: 'bytes', bytes });
    }
    const told = rule.bar === undefined || this.bar(rule, rule.bar, captures, about(rule.bar), when, events);
    if (rule.source !== undefined && told) {
      events.push({ type: 'source', source: rule.source });
    }
    const printed = rule.printed ?? 'whole';
    const open = closes.filter((phase) => this.running.get(keyOf(phase, about(phase))) === true);
    for (const phase of new Set([...end, ...open, ...(rule.took === undefined ? [] : [rule.took])])) {
      const key = keyOf(phase, about(phase));
      if (rule.onlyIfBegun !== true || this.running.has(key)) {
        this.running.set(key, false);
        const own = phase === rule.took ? printedS : null;
        events.push({ type: 'end', phase, atS, exact, subject: about(phase), printedS: own, printed });
      }
    }
    for (const phase of begin) {
      this.running.set(keyOf(phase, about(phase)), true);
      events.push({ type: 'begin', phase, atS, exact, subject: about(phase) });
    }
    if (rule.ready === true && !this.done) {
      this.isReady = true;
      events.push({ type: 'ready', atS, subject });
    }
    if (rule.fails !== undefined) {
      const cause = String(captures.cause ?? (rule.fails === true ? text : rule.fails));
      events.push({ type: 'failed', atS, subject, cause: cause.slice(0, MOST_CAUSE) });
    }
    this.isGone ||= rule.gone === true;
  }

  private hasApplied(rule: Rule, { model, lane }: Subject): boolean {
    const key = `${this.compiled.rules.findIndex((each) => each.rule === rule)}\n${model}\n${lane}`;
    const had = this.applied.has(key);
    this.applied.add(key);
    return had;
  }

  private subjectOf(captures: Captures, inLane: string): Subject {
    const model = word(captures.model);
    const lane = word(captures.rank) || inLane;
    if (this.compiled.profile.models === 'many') {
      return { model, lane };
    }
    if (!this.isOnDemand) {
      return { model: '', lane };
    }
    if (model !== '' && captures.rank !== undefined) {
      this.laneModels.set(lane, model);
    } else if (model !== '') {
      this.model = model;
    }
    return { model: this.laneModels.get(lane) ?? this.model, lane };
  }

  /** The lines of a bar have no stamp, but say how long it has run. Whether it is of its phase. */
  private bar(
    { leastStepS = 0 }: Rule,
    phase: Phase,
    captures: Captures,
    subject: Subject,
    { atS, exact }: Moment,
    events: LogEvent[],
  ): boolean {
    const key = `${keyOf(phase, subject)}\n${word(captures.bar)}`;
    const elapsedS = printedOf(captures) ?? 0;
    const before = this.bars.get(key);
    // Time that runs backward belongs to the next bar; the last state of a bar is often printed twice.
    const isNew = before === undefined || elapsedS < before.elapsedS;
    const startS = isNew ? (exact ? atS - elapsedS : atS) : before.startS;
    const nowS = exact ? atS : Math.max(atS, startS + elapsedS);
    const steps = Number(captures.n ?? captures.pct ?? 0);
    const done = steps >= Number(captures.of ?? (captures.pct === undefined ? Infinity : 100));
    const wasTold = !isNew && before.told;
    const told = wasTold || leastStepS === 0 || (steps > 0 && elapsedS / steps >= leastStepS);
    this.bars.set(key, { startS, elapsedS, done, told });
    this.advance(nowS);
    if (told && !wasTold) {
      this.running.set(keyOf(phase, subject), true);
      events.push({ type: 'begin', phase, atS: startS, exact, subject });
    }
    if (told && done && (isNew || !before.done || !before.told)) {
      this.running.set(keyOf(phase, subject), false);
      // Bars side by side do not add up.
      const printedS = captures.bar === undefined ? elapsedS : null;
      events.push({ type: 'end', phase, atS: nowS, exact, subject, printedS, printed: 'part' });
    }
    return told;
  }
}

function keyOf(phase: Phase, { model, lane }: Subject): string {
  return `${phase}\n${model}\n${lane}`;
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
