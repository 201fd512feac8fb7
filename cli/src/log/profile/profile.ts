import type { Phase, WeightsSource } from '@coldstart/conventions';
import type { StampName } from '../line/index.js';

/** What a line of a server's log says. All that it says at once stands in one rule. */
export interface Rule {
  /** The line, or the forms it has had. See `Pattern`. */
  readonly line: string | readonly string[];
  /** Phases that begin with this line. */
  readonly begin?: Phase | readonly Phase[];
  /**
   * A phase that comes after this line, where no line of its own begins it: it began with the last such line before
   * its end.
   */
  readonly next?: Phase | readonly Phase[];
  /** Phases that end with this line; one that never began is passed over unless a duration is printed. */
  readonly end?: Phase | readonly Phase[];
  /** Phases that are over with this line at the latest: where no line ended them before, this one does. */
  readonly closes?: Phase | readonly Phase[];
  /** What begins here and has ended before is told apart from that: a second model, a second start. */
  readonly apart?: true;
  /** The phase whose duration stands in the line (`{s}`, `{ms}` or `{dur}`); it ends here and began that long before. */
  readonly took?: Phase;
  /**
   * `whole`: the duration is that of the phase from begin to end; `part`: of a piece of it, and pieces add up; `sum`: of
   * all its pieces, in a line that may come later than the last of them. Default whole.
   */
  readonly printed?: 'whole' | 'part' | 'sum';
  /** Which step of its phase the line speaks of, where a server does several that lie apart: each is reported on its own. */
  readonly step?: string;
  /** A phase that was taken to run, and did not: what runs of it is taken back. */
  readonly instead?: Phase;
  /** The line counts only where none before it began this phase. */
  readonly unless?: Phase;
  /** Only the first such line of each model and rank counts. */
  readonly once?: true;
  /** The printed duration counts only where a line before this one began the phase. */
  readonly onlyIfBegun?: true;
  /** What the printed duration includes that its name does not say, or where its clock begins; for people. */
  readonly note?: string;
  /**
   * A progress bar of this phase: `{n}` of `{of}` steps, or `{pct}` percent, after `{dur}`. The phase begins that long
   * before the first line of the bar and ends with its last step. Bars with
   * different names before the colon are different ones; those with a `{bar}` run beside each other.
   */
  readonly bar?: Phase;
  /** A bar whose steps take less, seconds, is not of its phase: what was there already is passed over. */
  readonly leastStepS?: number;
  /** A printed duration below this proves nothing: the line is passed over. */
  readonly leastS?: number;
  /** Where the weights come from, once this line is there. */
  readonly source?: WeightsSource;
  /** The server can answer from this line on; `model`: once all workers of all models that it began to load have told so. */
  readonly ready?: true | 'model';
  /**
   * The load failed; `{cause}` says why, else the line from where it fits. `why`: it is no failure yet, but the reason
   * of one that is told of elsewhere.
   */
  readonly fails?: true | 'why';
  /** What a person reads of the failure, where the line does not say it well. */
  readonly cause?: string;
  /** The process is gone with this line: what follows is written by others. */
  readonly gone?: true;
  /** From this line on models are loaded for as long as the server runs, where `Profile.loads` says `once`. */
  readonly loads?: 'on_demand';
}

/** How to ask a server whether it is ready. `PORT` stands for its port. */
export interface HealthCheck {
  readonly kind: 'http' | 'tcp' | 'grpc';
  /** Path of an HTTP check, service of a gRPC check. */
  readonly path?: string;
  readonly port: number;
  /** A JSON field of the answer that must not be an empty list. */
  readonly filled?: string;
  /** Its log may keep silent about being ready, so it is asked; else only where a flag says so. */
  readonly poll?: true;
  /** For people: what the answer is worth. */
  readonly note?: string;
}

/** All that is known of the log of one server. */
export interface Profile {
  /** Name in `--server` and in the output. */
  readonly server: string;
  readonly title: string;
  /** Versions whose lines are covered, for people. */
  readonly versions: string;
  /** Servers whose lines may stand in the same log: a runtime inside a host. */
  readonly within?: readonly string[];
  /** Stamps that this server writes before its lines. */
  readonly stamps: readonly StampName[];
  readonly detect: {
    /** Programs, scripts and modules that are this server: the last part of a path, or more of it; with the words after it. */
    readonly commands: readonly string[];
    /** Variables that only this server reads: they name it where the command does not. */
    readonly env?: readonly string[];
    /** Lines that only this server writes. */
    readonly lines: readonly string[];
  };
  /**
   * Whether the lines name the models of the phases. One that loads on demand loads one after the other: a line that
   * names a model says whose the lines after it are.
   */
  readonly models: 'one' | 'many';
  /** `on_demand`: models are loaded for as long as the server runs, so reading does not stop at ready. */
  readonly loads: 'once' | 'on_demand';
  /** Python, or starts it: the hook is worth while, whatever the command looks like. */
  readonly python?: true;
  /** A program of its owner's own, which need not say when it is ready. */
  readonly silent?: true;
  /** The phase that the process is in from its first moment. */
  readonly opens: Phase;
  readonly rules: readonly Rule[];
  /** Phases that every start of this server shows, on the versions covered. */
  readonly always: readonly Phase[];
  /** Phases of which this server never writes a word, with the reason or the flag that helps. */
  readonly notObservable: Partial<Readonly<Record<Phase, string>>>;
  /** The honest way to ask whether it is ready. */
  readonly health?: HealthCheck;
  /** Words of the command, and variables of the environment, that name the model. */
  readonly modelFrom: {
    readonly flags: readonly string[];
    /** Sub-commands after which the model stands: `serve` in `vllm serve MODEL`. */
    readonly after?: readonly string[];
    readonly env?: readonly string[];
  };
}
