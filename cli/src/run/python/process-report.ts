import type { Phase } from '@coldstart/conventions';
import { unixClock } from './clock.js';
import type { Clocks } from './clock.js';
import { ACTIVITIES, isActivity } from './events.js';
import type { Activity, PythonEvent, Stretch } from './events.js';
import { parseHookLine } from './line.js';
import type { HookLine } from './line.js';
import type { Progress, Weights } from './weights.js';

type LineOf<K extends HookLine['k']> = Extract<HookLine, { k: K }>;

/** More stretches at a time than any program has. */
const MOST_OPEN = 1000;

/** What one Python process tells over one connection: lines in, events out. */
export class ProcessReport {
  private hello: LineOf<'hello'> | null = null;
  private toUnix: (monotonicS: number) => number = (monotonicS) => monotonicS;
  private readonly open = new Map<number, Stretch>();
  private pastStart = false;
  private exited = false;

  constructor(
    private readonly own: Clocks,
    private readonly weights: Weights,
    private readonly emit: (event: PythonEvent) => void,
    /** A line that is no use; the text says why. */
    private readonly refuse: (why: string) => void,
  ) {}

  line(text: string, arrivedS: number): void {
    const line = parseHookLine(text);
    if ('wrong' in line) {
      this.refuse(`a line of ${this.who()} ${line.wrong}: ${JSON.stringify(text.slice(0, 80))}`);
    } else if (line.k === 'hello') {
      this.greet(line, arrivedS);
    } else if (this.hello === null) {
      this.refuse(`a Python process sent "${line.k}" before it said who it is`);
    } else {
      this.take(line, this.hello.pid);
    }
  }

  /** The connection is closed. */
  ended(atS: number): void {
    if (this.hello !== null && !this.exited) {
      this.emit({ type: 'exit', pid: this.hello.pid, atS, clean: false, error: null });
    }
  }

  who(): string {
    return this.hello === null ? 'a Python process' : `Python process ${this.hello.pid}`;
  }

  private greet(line: LineOf<'hello'>, arrivedS: number): void {
    if (this.hello !== null) {
      this.refuse(`${this.who()} said twice who it is`);
      return;
    }
    this.hello = line;
    this.toUnix = unixClock(this.own, line, arrivedS);
    const { pid, ppid: parentPid, python } = line;
    this.emit({ type: 'hello', pid, parentPid, python, atS: this.toUnix(line.m) });
  }

  private take(line: Exclude<HookLine, { k: 'hello' }>, pid: number): void {
    switch (line.k) {
      case 'begin':
        this.begin(line, pid);
        break;
      case 'end':
        this.end(line, pid);
        break;
      case 'cached':
        // Found in the cache of the hub: what reads it tells whether it comes from the disk.
        break;
      case 'exit':
        this.exited = true;
        this.emit({
          type: 'exit',
          pid,
          atS: this.toUnix(line.m),
          clean: true,
          error: line.error === null ? null : `${line.error}: ${line.message ?? ''}`,
        });
        break;
      case 'dropped':
        this.emit({
          type: 'diagnostic',
          pid,
          message: `${line.count} lines did not get through and were dropped`,
        });
        break;
      case 'diagnostic':
        this.emit({ type: 'diagnostic', pid, message: line.message });
        break;
    }
  }

  private begin(line: LineOf<'begin'>, pid: number): void {
    if (!isActivity(line.what) || this.open.has(line.id) || this.open.size >= MOST_OPEN) {
      this.refuse(`${this.who()} began ${JSON.stringify(line.what)} ${line.id}, which cannot be`);
      return;
    }
    const within = line.in === null ? null : (this.open.get(line.in)?.activity ?? null);
    const phase = this.phaseOf(line.what);
    const stretch: Stretch = {
      activity: line.what,
      phase,
      pid,
      lane: `python ${pid}.${line.id}`,
      name: line.name,
      within,
    };
    this.open.set(line.id, stretch);
    const atS = this.toUnix(line.m);
    this.emit({ type: 'begin', ...stretch, atS });
    if (line.what === 'generate') {
      this.emit({ type: 'first_generate', edge: 'begin', atS, pid, outcome: 'ok' });
    } else if (line.what === 'fetch') {
      const { path, start, bytes } = line;
      this.weights.beginFetch(stretch.lane, { path, startBytes: start ?? 0, expectedBytes: bytes });
    } else if (line.what === 'read' && line.bytes !== null) {
      this.progress(this.weights.beginRead(line.bytes));
    }
  }

  private end(line: LineOf<'end'>, pid: number): void {
    const stretch = this.open.get(line.id);
    if (stretch === undefined) {
      this.refuse(`${this.who()} ended ${line.id}, which it had not begun`);
      return;
    }
    this.open.delete(line.id);
    const { bytes } = line;
    const atS = this.toUnix(line.m);
    const outcome = line.error === null ? 'ok' : 'failed';
    this.emit({ type: 'end', ...stretch, atS, outcome, bytes });
    if (stretch.activity === 'generate') {
      this.emit({ type: 'first_generate', edge: 'end', atS, pid, outcome });
    } else if (stretch.activity === 'fetch') {
      this.progress(this.weights.endFetch(stretch.lane, bytes ?? 0));
      if (bytes !== null && bytes > 0) this.emit({ type: 'source', source: 'remote', pid });
    } else if (stretch.activity === 'read' || stretch.activity === 'load') {
      this.readEnded(stretch, bytes, line.disk_bytes, outcome === 'ok');
    }
  }

  private readEnded(stretch: Stretch, bytes: number | null, diskBytes: number | null, ok: boolean): void {
    if (bytes === null || !ok) return;
    if (stretch.activity === 'read') this.progress(this.weights.endRead(bytes));
    // The load around a read knows it better: what is mapped is read when it is used.
    if (stretch.within === 'load') return;
    this.emit({ type: 'source', source: this.weights.sourceOfRead(bytes, diskBytes), pid: stretch.pid });
  }

  private progress(progress: Progress | null): void {
    if (progress !== null) this.emit({ type: 'progress', ...progress });
  }

  private phaseOf(activity: Activity): Phase | null {
    const phase = ACTIVITIES[activity];
    if (phase === 'runtime_init') return this.pastStart ? null : phase;
    // Many programs make their tokenizer before they import what they load the model with.
    this.pastStart ||= phase !== null && phase !== 'tokenizer_init';
    return phase;
  }
}
