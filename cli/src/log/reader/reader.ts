import type { Phase } from '@coldstart/conventions';
import type { LogLine } from '../line/index.js';
import type { Captures, Match } from '../pattern/index.js';
import type { CompiledProfile, CompiledRule, Rule } from '../profile/index.js';
import { Bars } from './bars.js';
import { bytesOf, isComplete, printedOf, stepsOf, versionOf, wordOf } from './captured.js';
import type { LogEvent, Subject } from './events.js';
import { Models } from './models.js';
import { Running } from './running.js';

/** When a line was written. */
export interface Moment {
  readonly atS: number;
  /** `false`: not before `atS`; the line has no stamp of its own. */
  readonly exact: boolean;
}

/** A line that fits a rule. */
interface Fit {
  readonly rule: Rule;
  readonly captures: Captures;
  readonly subject: Subject;
  readonly when: Moment;
  /** The line from where it fits. */
  readonly told: string;
}

const MOST_CAUSE = 300;
/** Names of bars end with a colon, or are cut. */
const LONGEST_NAME = 80;

const NOBODY: Subject = { model: '', lane: '' };

/** Makes events of the lines of one server's log, in their order. */
export class LogReader {
  private readonly bars = new Bars();
  private readonly running = new Running();
  /** When the phases may have begun that no line begins, by phase and model. */
  private readonly nexts = new Map<string, number>();
  /** What counts once and has been. */
  private readonly past = new Set<string>();
  /** The models that began to load, and whether they can answer. */
  private readonly answering = new Map<string, boolean>();
  private isReady = false;
  private isGone = false;
  private isOnDemand: boolean;
  private readonly models: Models;
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
    this.isOnDemand = profile.loads === 'on_demand';
    this.models = new Models(profile.models === 'many');
    this.running.begin(profile.opens, NOBODY);
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
    let isKnown = false;
    for (const compiled of this.compiled.rules) {
      // What the server itself says is not read as a line of one inside it.
      const matches: readonly Match[] = compiled.inner && isKnown ? [] : matchesOf(compiled, text);
      isKnown ||= matches.length > 0 && !compiled.inner;
      for (const { captures, start } of matches) {
        const { rule } = compiled;
        const subject: Subject = {
          ...this.models.subject(compiled.inner, captures, lane, this.isOnDemand),
          ...(rule.step !== undefined && { step: rule.step }),
        };
        if (!this.isPast(rule, subject) && (printedOf(captures) ?? Infinity) >= (rule.leastS ?? 0)) {
          events.push(...this.apply(compiled, { rule, captures, subject, when, told: text.slice(start) }));
        }
      }
    }
    return [...this.endOpening(events), ...events];
  }

  private apply(compiled: CompiledRule, fit: Fit): LogEvent[] {
    const { rule, subject, when } = fit;
    const bar = this.bar(fit);
    this.isGone ||= rule.gone === true;
    return [
      ...this.onDemand(rule),
      ...this.facts(fit, bar !== null),
      ...(bar ?? []),
      // Before the end of what failed: an end alone would be a success.
      ...failure(fit),
      ...this.ends(compiled, fit),
      ...compiled.closes.flatMap((phase) => this.close(phase, subject, when)),
      ...(rule.instead === undefined
        ? []
        : this.close(rule.instead, subject, when).map((event) => ({ ...event, undone: true as const }))),
      ...compiled.next.map((phase) => this.next(phase, fit)),
      ...compiled.begin.map((phase) => this.start(phase, fit, when.atS)),
      ...this.readiness(fit),
    ];
  }

  private onDemand({ loads }: Rule): LogEvent[] {
    if (loads === undefined || this.isOnDemand) {
      return [];
    }
    this.isOnDemand = true;
    return [{ type: 'on_demand' }];
  }

  /** @param told whether the line is of the phase that it speaks of */
  private facts({ rule, captures }: Fit, told: boolean): LogEvent[] {
    const model = wordOf(captures.model);
    const version = versionOf(captures);
    const bytes = bytesOf(captures);
    return [
      ...(model !== '' && this.compiled.profile.models === 'one'
        ? [{ type: 'model' as const, name: model }]
        : []),
      ...(version === '' ? [] : [{ type: 'version' as const, version }]),
      ...(bytes === null ? [] : [{ type: 'bytes' as const, bytes }]),
      ...(rule.source === undefined || !told ? [] : [{ type: 'source' as const, source: rule.source }]),
    ];
  }

  /** `null`: it is a bar, but not one of its phase. */
  private bar(fit: Fit): LogEvent[] | null {
    const { rule, captures, subject, when } = fit;
    if (rule.bar === undefined) {
      return [];
    }
    const elapsedS = printedOf(captures) ?? 0;
    const aside = captures.bar !== undefined;
    const news = this.bars.read({
      phase: rule.bar,
      subject,
      name: nameOfBar(fit),
      elapsedS,
      steps: stepsOf(captures),
      complete: isComplete(captures),
      leastStepS: rule.leastStepS ?? 0,
      ...when,
    });
    this.advance(news.nowS);
    // Bars side by side do not add up.
    const printedS = aside ? null : elapsedS;
    return news.told
      ? [
          ...(news.began ? [this.start(rule.bar, fit, news.startS)] : []),
          ...(news.ended ? [this.end(rule.bar, fit, { atS: news.nowS, printedS, printed: 'part' })] : []),
        ]
      : null;
  }

  private ends({ end }: CompiledRule, fit: Fit): LogEvent[] {
    const { rule, captures, when } = fit;
    const phases = new Set([...end, ...(rule.took === undefined ? [] : [rule.took])]);
    const isTold = (phase: Phase): boolean =>
      rule.onlyIfBegun !== true || this.running.hasBegun(phase, this.about(phase, fit.subject));
    return [...phases].filter(isTold).map((phase) =>
      this.end(phase, fit, {
        atS: when.atS,
        printedS: phase === rule.took ? printedOf(captures) : null,
        printed: rule.printed ?? 'whole',
      }),
    );
  }

  /** The process begins before any of its models. */
  private about(phase: Phase, subject: Subject): Subject {
    return phase === this.compiled.profile.opens ? { ...subject, model: '' } : subject;
  }

  private start(phase: Phase, { rule, subject: whose, when }: Fit, atS: number): LogEvent {
    const subject = this.about(phase, whose);
    this.running.begin(phase, subject);
    this.answering.set(subject.model, this.answering.get(subject.model) ?? false);
    return {
      type: 'begin',
      phase,
      atS,
      exact: when.exact,
      subject,
      ...(rule.apart === true && { apart: true as const }),
    };
  }

  private end(
    phase: Phase,
    { subject: whose, when }: Pick<Fit, 'subject' | 'when'>,
    how: {
      readonly atS: number;
      readonly printedS: number | null;
      readonly printed: 'whole' | 'part' | 'sum';
    },
  ): Extract<LogEvent, { type: 'end' }> {
    const subject = this.about(phase, whose);
    this.running.end(phase, subject);
    const sinceS = this.nexts.get(nextKey(phase, subject)) ?? null;
    return { type: 'end', phase, exact: when.exact, subject, sinceS, ...how };
  }

  private next(phase: Phase, { subject, when: { atS } }: Fit): LogEvent {
    this.nexts.set(nextKey(phase, subject), atS);
    return { type: 'next', phase, atS, subject };
  }

  /** Ends a phase in all ranks in which it runs. */
  private close(phase: Phase, whose: Subject, when: Moment): Extract<LogEvent, { type: 'end' }>[] {
    const subject = this.about(phase, whose);
    return this.running.endAll(phase, subject).map((lane) => ({
      type: 'end',
      phase,
      ...when,
      subject: { ...subject, lane },
      printedS: null,
      printed: 'whole',
      sinceS: null,
    }));
  }

  private endOpening(events: readonly LogEvent[]): LogEvent[] {
    const next = events.find((event) => event.type === 'begin' || event.type === 'end');
    if (this.opening === null || next === undefined) {
      return [];
    }
    const phase = this.opening;
    this.opening = null;
    return [
      this.end(
        phase,
        { subject: NOBODY, when: next },
        { atS: beginOf(next), printedS: null, printed: 'whole' },
      ),
    ];
  }

  /** A line that counts once was there before, or what it speaks of is known already. */
  private isPast(rule: Rule, subject: Subject): boolean {
    if (rule.unless !== undefined && this.running.hasBegun(rule.unless, subject)) {
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

  private readiness({ rule: { ready }, subject, when: { atS } }: Fit): LogEvent[] {
    if (ready === undefined || this.done) {
      return [];
    }
    if (ready === 'model') {
      this.answering.set(subject.model, this.running.open('weights_load', subject).length === 0);
      if (![...this.answering].every(([model, answers]) => answers || model === '')) {
        return [];
      }
    }
    this.isReady = true;
    return [{ type: 'ready', atS, subject: ready === true ? subject : NOBODY }];
  }
}

/** What stands before the colon: bars with different names run beside each other, or one after the other. */
function nameOfBar({ told, captures }: Fit): string {
  const [name = ''] = told.slice(0, LONGEST_NAME).split(':', 1);
  return `${wordOf(captures.bar)}${name}`;
}

function failure({
  rule: { fails, cause: better },
  captures,
  subject,
  when: { atS },
  told,
}: Fit): LogEvent[] {
  if (fails === undefined) {
    return [];
  }
  const cause = String(captures.cause ?? better ?? told).slice(0, MOST_CAUSE);
  return [fails === 'why' ? { type: 'why', cause } : { type: 'failed', atS, subject, cause }];
}

/** When a phase began of which this is the first word. */
function beginOf(event: Extract<LogEvent, { type: 'begin' | 'end' }>): number {
  if (event.type === 'begin') return event.atS;
  return event.printedS === null ? (event.sinceS ?? event.atS) : event.atS - event.printedS;
}

function nextKey(phase: Phase, { model }: Subject): string {
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
