import type { Phase } from '@coldstart/conventions';
import type { Coldstart, Load } from '@coldstart/sdk';
import { FailureCause, missingPhases } from '../../log/index.js';
import type { LogEvent, Profile, Subject } from '../../log/index.js';
import { FirstAnswer } from './first-answer.js';
import { PhaseTracker } from './phase-tracker.js';
import type { SeenPhase } from './phase-tracker.js';

/** A load that became ready. */
export interface ReadyLoad {
  readonly model: string;
  readonly startedS: number;
  readonly readyS: number;
  readonly phases: ReadonlyMap<Phase, SeenPhase>;
  /** Phases that the profile always has and nobody saw. */
  readonly missing: readonly Phase[];
}

export interface LiveOptions {
  readonly coldstart: Pick<Coldstart, 'startLoad'>;
  /** What the command calls the model, or the server where it does not. */
  readonly model: string;
  readonly server: string;
  /** `null` while nobody knows the server. */
  readonly profile: Profile | null;
  readonly processStartedS: number;
  /** Whose word counts: that of the log, or that of somebody who asks the server (`ready`). */
  readonly readyBy: 'log' | 'check';
  onReady(load: ReadyLoad): void;
}

interface Loading {
  readonly model: string;
  readonly startedS: number;
  readonly load: Load;
  readonly phases: PhaseTracker;
  over: boolean;
}

/** The phase that a process begins in, where no profile says another one. */
const OPENS: Phase = 'runtime_init';
/** The rank of what no rank says. */
const OPENING = laneOf({ model: '', lane: '' });

/** `end` and `begin` of a log line, or of another source. */
export type PhaseEvent = Extract<LogEvent, { type: 'begin' | 'end' }>;

/**
 * The loads of one server, as events tell of them. A server that loads at its start has one load from the moment it was
 * started; where its log tells models apart, each has one of its own beside that. A server that loads on demand has
 * one per model and time that it loads it.
 */
export class LiveLoads {
  private readonly main: Loading | null;
  private readonly models = new Map<string, Loading>();
  private profile: Profile | null;
  /** Models are loaded for as long as the server runs. */
  private isOnDemand: boolean;
  private readonly cause = new FailureCause();
  private readonly firstAnswer = new FirstAnswer(() => {
    this.answered();
  });

  constructor(private readonly options: LiveOptions) {
    this.profile = options.profile;
    this.isOnDemand = options.profile?.loads === 'on_demand';
    this.main =
      this.profile?.loads === 'on_demand' ? null : this.start(options.model, options.processStartedS);
    this.main?.phases.begin(this.profile?.opens ?? OPENS, OPENING, options.processStartedS);
  }

  /** The parent of what the child process does; `null` where no load runs yet. */
  get traceParent(): string | null {
    return this.main?.load.traceParent() ?? null;
  }

  /** Whether the server has been ready. */
  get isReady(): boolean {
    return this.main !== null && this.main.over;
  }

  /** Whether no load is to come any more. */
  get isDone(): boolean {
    return this.isReady && !this.isOnDemand;
  }

  /** The log told which server it is. */
  use(profile: Profile): void {
    this.profile = profile;
    this.isOnDemand ||= profile.loads === 'on_demand';
  }

  apply(events: readonly LogEvent[]): void {
    for (const event of events) {
      this.applyOne(event);
    }
  }

  /** What a look into the program tells. Where its log says little, its first phase ends the one that it began in. */
  applyInside(events: readonly LogEvent[]): void {
    const opens = this.profile?.opens ?? OPENS;
    const next = events.find((event) => event.type === 'begin' && event.phase !== opens);
    if (
      next?.type === 'begin' &&
      this.main !== null &&
      (this.profile === null || this.profile.silent === true)
    ) {
      this.main.phases.end(opens, OPENING, next.atS, null);
    }
    this.apply(events);
  }

  /** The server can answer, says somebody who asked it. */
  ready(atS: number): void {
    if (this.main !== null) {
      this.warmedUp();
      this.settle(this.main, atS);
    }
  }

  /** Bytes of weights so far. */
  progress(bytes: number, expectedBytes: number | null): void {
    for (const { load } of this.running().slice(0, 1)) load.progress(bytes, expectedBytes ?? undefined);
  }

  /** The first answer that a process makes: of a server that will say when it is ready, a warm-up before that. */
  firstGenerate(edge: 'begin' | 'end', atS: number): void {
    if (this.main === null) {
      return;
    }
    if (this.main.over) {
      if (edge === 'end' && this.firstAnswer.times === null) this.main.load.mark('first_request', atS);
      return;
    }
    if (this.profile !== null && this.profile.silent !== true) {
      const lane = 'first answer';
      if (edge === 'begin') this.main.phases.begin('warmup', lane, atS);
      else this.main.phases.end('warmup', lane, atS, null);
    } else {
      this.firstAnswer[edge](atS);
    }
  }

  /** What was seen so far; `model` is `null` for the server as a whole. Phases that run end at `endS`. */
  seen(endS: number): { phase: Phase; startS: number; endS: number; model: string | null }[] {
    const all = [...this.models.values(), ...(this.main === null ? [] : [this.main])];
    return all.flatMap((loading) =>
      [...loading.phases.seen()].map(([phase, seen]) => ({
        phase,
        startS: seen.startS,
        endS: seen.endS ?? endS,
        model: loading === this.main ? null : loading.model,
      })),
    );
  }

  /**
   * The process ended; loads that run have failed.
   *
   * @param how for a person
   * @param asked somebody asked it to end: what went wrong before is not why
   * @returns why they failed, and in which phase, for a person; `null` where none ran
   */
  ended(how: string, atS: number, asked: boolean): string | null {
    this.answered();
    const cause = asked ? this.cause.text : this.cause.reason;
    const text = cause === null ? how : `${cause} (${how})`;
    const running = this.running();
    for (const loading of running) {
      loading.over = true;
      loading.load.fail(text, atS);
    }
    const [first] = running;
    if (first === undefined) {
      return null;
    }
    const phases = [...first.phases.seen()].filter(([, { endS }]) => endS === null).map(([phase]) => phase);
    return phases.length === 0 ? text : `${text}; it was at ${phases.join(' and ')}`;
  }

  /** What answers and loads no more was ready when it began its first answer. */
  private answered(): void {
    this.firstAnswer.stop();
    const { times } = this.firstAnswer;
    if (times !== null && this.main !== null && !this.main.over && this.options.readyBy === 'log') {
      this.settle(this.main, times.beganS);
      if (times.endedS !== null) this.main.load.mark('first_request', times.endedS);
    }
  }

  private applyOne(event: LogEvent): void {
    // The server may go on; if it ends before it is ready, this is why.
    this.cause.read(event);
    switch (event.type) {
      case 'begin':
      case 'end':
        this.firstAnswer.followed();
        for (const loading of this.concerned(event)) {
          phase(loading.phases, event);
          this.settleModel(loading, event);
        }
        break;
      case 'source':
        for (const loading of this.running()) loading.load.weightsSource(event.source);
        break;
      case 'bytes':
        for (const loading of this.running().slice(0, 1)) loading.load.progress(event.bytes);
        break;
      case 'ready':
        this.readyLine(event.subject.model, event.atS);
        break;
      case 'failed':
        this.failedLine(event);
        break;
      case 'on_demand':
        this.isOnDemand = true;
        break;
      case 'why':
      case 'next':
      case 'model':
      case 'version':
        break;
    }
  }

  /** The loads that a phase belongs to. */
  private concerned({ type, phase, subject: { model }, atS }: PhaseEvent): Loading[] {
    const main = this.main !== null && !this.main.over ? [this.main] : [];
    if (model === '') {
      return this.main === null ? this.running() : main;
    }
    let own = this.models.get(model);
    if (
      (own === undefined || own.over) &&
      type === 'begin' &&
      (this.main === null || phase.startsWith('weights_'))
    ) {
      own = this.start(model, atS);
      this.models.set(model, own);
    }
    return own === undefined || own.over ? main : [...main, own];
  }

  private running(): Loading[] {
    return [...(this.main === null ? [] : [this.main]), ...this.models.values()].filter(({ over }) => !over);
  }

  private start(model: string, startedS: number): Loading {
    const { coldstart, server, processStartedS } = this.options;
    const load = coldstart.startLoad({ model, server: this.profile?.server ?? server, processStartedS });
    return { model, startedS, load, phases: new PhaseTracker(load), over: false };
  }

  private readyLine(model: string, atS: number): void {
    const named = model === '' ? undefined : this.models.get(model);
    if (this.main === null) {
      for (const loading of named === undefined ? this.running() : [named]) this.settle(loading, atS);
      return;
    }
    if (named !== undefined) {
      this.settle(named, atS);
      return;
    }
    if (this.options.readyBy === 'check') {
      return;
    }
    // Whoever says that the server is ready says it of its models.
    for (const loading of this.models.values()) this.settle(loading, atS);
    this.warmedUp();
    this.settle(this.main, atS);
  }

  /**
   * A model that has its weights can answer, whatever the others of the server still do; one that is loaded on demand
   * says when.
   */
  private settleModel(loading: Loading, { type, atS }: PhaseEvent): void {
    const endS = loading.phases.seen().get('weights_load')?.endS ?? null;
    if (type === 'end' && this.main !== null && !this.isOnDemand && loading !== this.main && endS !== null) {
      this.settle(loading, atS);
    }
  }

  private failedLine({ subject, cause, atS }: Extract<LogEvent, { type: 'failed' }>): void {
    const own = this.models.get(subject.model);
    if (own !== undefined && !own.over) {
      own.over = true;
      own.load.fail(cause, atS);
    }
  }

  /** A first answer before ready was a warm-up. */
  private warmedUp(): void {
    const { times } = this.firstAnswer;
    this.firstAnswer.stop();
    if (times?.endedS != null && this.main !== null && !this.main.over) {
      this.main.phases.span('warmup', times.beganS, times.endedS);
    }
  }

  private settle(loading: Loading, readyS: number): void {
    if (loading.over) {
      return;
    }
    loading.over = true;
    const phases = new Map(loading.phases.seen());
    const always = loading === this.main && !this.isOnDemand ? (this.profile?.always ?? []) : [];
    const missing = missingPhases(always, phases.keys());
    loading.load.missingPhases(missing);
    loading.load.ready(readyS);
    this.options.onReady({ model: loading.model, startedS: loading.startedS, readyS, phases, missing });
  }
}

function laneOf({ model, lane, step = '' }: Subject): string {
  return [model, lane, step].join('\n');
}

function phase(phases: PhaseTracker, event: PhaseEvent): void {
  const { phase, atS, subject } = event;
  const lane = laneOf(subject);
  if (event.type === 'begin') {
    phases.begin(phase, lane, atS);
  } else {
    const { printedS, sinceS } = event;
    phases.end(phase, lane, atS, printedS ?? (sinceS === null ? null : Math.max(0, atS - sinceS)));
  }
}
