import type { Phase } from '@coldstart/conventions';
import { agree, momentOf } from '../marks/index.js';
import type { LoadFactName, LoadFacts, Sample } from '../read/index.js';
import type { Signal } from '../signals/index.js';
import type { SpanLoad, SpanPhase } from './span-load.js';

/** OTLP carries nanoseconds; whoever writes them read a clock of milliseconds. */
const RESOLUTION_S = 0.001;

/** Puts what spans tell into the facts of a load: what is there already stays, and a contradiction is kept beside it. */
export function putSpans(load: LoadFacts, told: SpanLoad): void {
  const { book } = load;
  put(load, 'span_start', '', sampleOf('', told.startS));
  for (const [mark, atS] of told.marks) {
    const kept = book.latest('mark', mark);
    const other = sampleOf(`event ${mark}`, atS);
    if (!kept) book.put('mark', mark, other);
    else if (!agree(momentOf(kept), momentOf(other)))
      load.markDifferences.push({ mark, kept: momentOf(kept), other: momentOf(other) });
  }
  for (const [phase, span] of told.phases) putPhase(load, phase, span);
  const { ended, engineReady } = told;
  if (ended && !book.latest('completed')) {
    const completed = sampleOf('span coldstart', ended.atS, ended.outcome);
    book.put('completed', '', completed);
    book.put('duration', '', { ...completed, value: ended.atS - told.startS });
    if (ended.weightsSource)
      put(load, 'weights_source', '', sampleOf('span coldstart', ended.atS, ended.weightsSource));
  }
  if (engineReady) put(load, 'engine_ready', '', sampleOf(`span ${engineReady.name}`, engineReady.atS));
  load.server ||= told.server;
  if (told.simulated) load.simulatedSpans = true;
}

/** A phase is told by one source; only the end of one that runs as far as its source knows comes from another. */
function putPhase(
  load: LoadFacts,
  phase: Phase,
  { startS, endS, failed, startName, endName }: SpanPhase,
): void {
  const { book } = load;
  const start = sampleOf(`span ${startName}`, startS);
  const end = sampleOf(`span ${endName}`, endS, failed ? 'failed' : 'ok');
  const knownStart = book.latest('phase_start', phase);
  const knownEnd = book.latest('phase_end', phase);
  if (!knownStart && !knownEnd) {
    book.put('phase_start', phase, start);
    book.put('phase_end', phase, end);
    return;
  }
  if (knownStart) differ(load, phase, 'start', knownStart, start);
  if (knownEnd) differ(load, phase, 'end', knownEnd, end);
  else if (knownStart && agree(momentOf(knownStart), momentOf(start))) book.put('phase_end', phase, end);
}

function differ(load: LoadFacts, phase: Phase, edge: 'start' | 'end', a: Sample, b: Sample): void {
  const [kept, other] = [momentOf(a), momentOf(b)];
  if (!agree(kept, other)) load.phaseDifferences.push({ phase, edge, kept, other });
}

function put({ book }: LoadFacts, name: LoadFactName, scope: string, sample: Sample): void {
  if (!book.latest(name, scope)) book.put(name, scope, sample);
}

/** What a span says at a moment, as a sample of a metric of its name. */
function sampleOf(metric: string, atS: number, label = ''): Sample {
  return { timeS: atS, value: atS, label, signal: { ...SPAN, metric } };
}

const SPAN: Signal = {
  metric: '',
  source: 'traces',
  says: 'when a stretch of a start-up began and ended',
  meaning: { kind: 'mark' },
  labels: { namespace: [], pod: [], container: [], model: [], uid: [], node: [] },
  resolutionS: RESOLUTION_S,
  fetch: 'last',
};
