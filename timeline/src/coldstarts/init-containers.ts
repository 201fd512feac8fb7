import { momentOf } from '../marks/index.js';
import type { InitContainer, Moment } from '../model.js';
import type { PodFacts } from '../read/index.js';
import { downloaderOf } from './downloaders.js';

/** kube-state-metrics cuts its times down to whole seconds. */
const CUT_S = 1;

/**
 * The init containers of a pod. Times after the start of the main container belong to a later life of the pod, or to a
 * sidecar, which goes on running beside the others and never ends the init phase. `mainStartedS`: NaN where unknown.
 *
 * kube-state-metrics 2.20 dates the start of the present life of an init container, and the end of the life before: one
 * that succeeds at once has no end of its own, and that of a failed try says nothing. They run one after the other, so
 * the start of the next tells, and `initialized` for the last.
 */
export function initContainersOf({ book }: PodFacts, mainStartedS: number): InitContainer[] {
  const facts = ['init_start', 'init_end', 'init_container'] as const;
  const names = new Set(facts.flatMap((fact) => book.scopes(fact)));
  const inTime = ({ value }: { value: number }): boolean => !(value > mainStartedS + CUT_S);
  const inits = [...names]
    .map((name): InitContainer => {
      const [image = '', policy = ''] = told(book.latest('init_container', name)?.label);
      const starts = book.values('init_start', name).filter(inTime);
      const [start] = starts;
      const latestS = starts.at(-1)?.value ?? -Infinity;
      const end = book
        .values('init_end', name)
        .findLast((sample) => inTime(sample) && sample.value > latestS);
      return {
        name,
        image,
        start: start ? momentOf(start) : null,
        end: end ? momentOf(end) : null,
        sidecar: policy === 'Always',
        downloads: downloaderOf(name, image),
      };
    })
    .sort((a, b) => startS(a.start) - startS(b.start) || (a.name < b.name ? -1 : 1));
  const initialized = book.latest('initialized');
  const done = initialized && inTime(initialized) ? momentOf(initialized) : null;
  return inits.map((init, index) => {
    if (init.sidecar || init.end || !init.start) return init;
    const next = inits.slice(index + 1).find(({ sidecar, start }) => !sidecar && start)?.start;
    const end = next ? { ...next, estimated: true } : done;
    return { ...init, end: end && end.atS >= init.start.atS ? end : null };
  });
}

function startS(start: Moment | null): number {
  return start?.atS ?? Number.MAX_VALUE;
}

function told(label: string | undefined): readonly string[] {
  return label === undefined ? [] : (JSON.parse(label) as string[]);
}
