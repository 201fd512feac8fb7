import { momentOf } from '../marks/index.js';
import type { InitContainer, Moment } from '../model.js';
import type { PodFacts } from '../read/index.js';
import { downloaderOf } from './downloaders.js';

/** kube-state-metrics cuts its times down to whole seconds. */
const CUT_S = 1;

/**
 * The init containers of a pod. Times after the start of the main container belong to a later life of the pod, or to a
 * sidecar, which goes on running beside the others and never ends the init phase. What kube-state-metrics dates as an
 * end is the end of an earlier try: one that succeeds at once has none. `mainStartedS`: NaN where unknown.
 */
export function initContainersOf({ book }: PodFacts, mainStartedS: number): InitContainer[] {
  const names = new Set(['init_start', 'init_end', 'init_container'] as const);
  const containers = new Set([...names].flatMap((name) => book.scopes(name)));
  const inTime = ({ value }: { value: number }): boolean => !(value > mainStartedS + CUT_S);
  return [...containers]
    .map((name): InitContainer => {
      const [image = '', policy = ''] = told(book.latest('init_container', name)?.label);
      const start = book.values('init_start', name).find(inTime);
      const lastTry = book.values('init_start', name).findLast(inTime);
      const end = book
        .values('init_end', name)
        .findLast((sample) => inTime(sample) && !(lastTry && sample.value <= lastTry.value));
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
}

function startS(start: Moment | null): number {
  return start?.atS ?? Number.MAX_VALUE;
}

function told(label: string | undefined): readonly string[] {
  return label === undefined ? [] : (JSON.parse(label) as string[]);
}
