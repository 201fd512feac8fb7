import type { ColdStart } from '../model.js';

/** Cold starts of one model that overlap in time. */
export interface ScaleUp {
  /** Of all scale-ups of the same model. */
  readonly key: string;
  readonly namespace: string;
  /** Empty where no source names it: then the cold starts of one owner. */
  readonly model: string;
  /** By start. */
  readonly coldStarts: readonly ColdStart[];
  /** The first begin and the last end. */
  readonly startS: number;
  readonly endS: number;
}

/** Groups cold starts by namespace and model, then where they overlap. By start. */
export function scaleUps(coldStarts: readonly ColdStart[]): ScaleUp[] {
  const groups = new Map<string, ColdStart[]>();
  for (const coldStart of coldStarts) {
    const { namespace, model, owner, pod } = coldStart;
    const maker = owner?.name ?? stemOf(pod);
    const key = JSON.stringify(model === '' ? [namespace, '', maker] : [namespace, model]);
    const group = groups.get(key);
    if (group) group.push(coldStart);
    else groups.set(key, [coldStart]);
  }
  return [...groups]
    .flatMap(([key, group]) => overlapping(key, group))
    .sort((a, b) => a.startS - b.startS || (a.key < b.key ? -1 : 1));
}

function overlapping(key: string, group: readonly ColdStart[]): ScaleUp[] {
  const ascending = [...group].sort((a, b) => a.startS - b.startS || (a.id < b.id ? -1 : 1));
  const found: { coldStarts: ColdStart[]; endS: number }[] = [];
  for (const coldStart of ascending) {
    const last = found.at(-1);
    if (last && coldStart.startS <= last.endS) {
      last.coldStarts.push(coldStart);
      last.endS = Math.max(last.endS, coldStart.endS);
    } else found.push({ coldStarts: [coldStart], endS: coldStart.endS });
  }
  return found.map(({ coldStarts, endS }) => {
    const [first] = coldStarts;
    const { namespace = '', model = '', startS = endS } = first ?? {};
    return { key, namespace, model, coldStarts, startS, endS };
  });
}

function stemOf(pod: string): string {
  return pod.split('-').slice(0, -1).join('-') || pod;
}
