import type { Phase } from '@coldstart/conventions';
import type { TraceSpan } from '../trace-span.js';
import { isSimulated } from './own.js';
import { meaningOfSpan } from './phase-names.js';
import { widened, type SpanIdentity, type SpanLoad, type SpanPhase } from './span-load.js';

/**
 * The spans of a server's starts, one list per start, in order. Whatever comes after all that came before has ended, and
 * was told before, is another start where a process begins with it, else no start at all: weights that are loaded anew
 * into a server that runs.
 */
export function startsOf(spans: readonly TraceSpan[]): TraceSpan[][] {
  const starts: TraceSpan[][] = [];
  let names = new Set<string>();
  let reachedS = -Infinity;
  for (const span of [...spans].sort(inOrder)) {
    const again = names.has(span.name) && span.startS >= reachedS;
    if (again && !meaningOfSpan(span.name)?.begins) continue;
    if (again || starts.length === 0) {
      starts.push([]);
      names = new Set();
    }
    starts.at(-1)?.push(span);
    names.add(span.name);
    reachedS = Math.max(reachedS, span.endS);
  }
  return starts;
}

/** The load that the start-up spans of a server tell of. */
export function engineLoad(
  who: SpanIdentity,
  attempt: number | null,
  spans: readonly [TraceSpan, ...TraceSpan[]],
): SpanLoad {
  const phases = new Map<Phase, SpanPhase>();
  let engineReady: SpanLoad['engineReady'] = null;
  for (const { name, startS, endS, failed } of spans) {
    const meaning = meaningOfSpan(name);
    const { phase } = meaning ?? { phase: null };
    if (phase) phases.set(phase, widened(phases.get(phase), name, startS, endS, failed));
    if (meaning?.engineReady && !failed && endS > (engineReady?.atS ?? -Infinity))
      engineReady = { atS: endS, name };
  }
  return {
    who,
    attempt,
    startS: Math.min(...spans.map(({ startS }) => startS)),
    endS: Math.max(...spans.map(({ endS }) => endS)),
    phases,
    marks: new Map(),
    ended: null,
    engineReady,
    server: spans.some(isOfVllm) ? 'vllm' : '',
    simulated: spans.some(isSimulated),
  };
}

/** vLLM marks what it sends in either way. */
function isOfVllm({ attributes, resource }: TraceSpan): boolean {
  return (
    Object.keys(resource).some((name) => name.startsWith('vllm.')) ||
    (attributes['code.namespace'] ?? '').startsWith('vllm')
  );
}

function inOrder(a: TraceSpan, b: TraceSpan): number {
  return a.startS - b.startS || b.endS - a.endS || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}
