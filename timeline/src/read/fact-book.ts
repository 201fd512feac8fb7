import { later, type Sample } from './samples.js';

interface Entry {
  readonly latest: Sample;
  /** The latest sample of every value that was seen; null while `latest` has the only one, as nearly all have. */
  readonly byValue: Map<number, Sample> | null;
}

/** Samples by what they say (`Name`) and of what part (`scope`: a container, a phase). The order of writing is lost. */
export class FactBook<Name extends string> {
  readonly #names = new Map<Name, Map<string, Entry>>();

  put(name: Name, scope: string, sample: Sample): void {
    const scopes = this.#names.get(name) ?? new Map<string, Entry>();
    this.#names.set(name, scopes);
    const entry = scopes.get(scope);
    const only = !entry || (!entry.byValue && entry.latest.value === sample.value);
    scopes.set(scope, {
      latest: later(entry?.latest, sample),
      byValue: only ? null : withValue(entry.byValue ?? withValue(new Map(), entry.latest), sample),
    });
  }

  latest(name: Name, scope = ''): Sample | undefined {
    return this.#names.get(name)?.get(scope)?.latest;
  }

  /** Every value that was seen, once each, least first. */
  values(name: Name, scope = ''): Sample[] {
    const entry = this.#names.get(name)?.get(scope);
    if (!entry) return [];
    return entry.byValue ? [...entry.byValue.values()].sort((a, b) => a.value - b.value) : [entry.latest];
  }

  scopes(name: Name): string[] {
    return [...(this.#names.get(name)?.keys() ?? [])].sort();
  }
}

function withValue(byValue: Map<number, Sample>, sample: Sample): Map<number, Sample> {
  return byValue.set(sample.value, later(byValue.get(sample.value), sample));
}
