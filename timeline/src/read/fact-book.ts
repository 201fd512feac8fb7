import { later, type Sample } from './samples.js';

interface Entry {
  readonly latest: Sample;
  /** The latest sample of every value that was seen. */
  readonly byValue: Map<number, Sample>;
}

/** Samples by what they say (`Name`) and of what part (`scope`: a container, a phase). The order of writing is lost. */
export class FactBook<Name extends string> {
  readonly #names = new Map<Name, Map<string, Entry>>();

  put(name: Name, scope: string, sample: Sample): void {
    const scopes = this.#names.get(name) ?? new Map<string, Entry>();
    this.#names.set(name, scopes);
    const entry = scopes.get(scope);
    const byValue = entry?.byValue ?? new Map<number, Sample>();
    byValue.set(sample.value, later(byValue.get(sample.value), sample));
    scopes.set(scope, { latest: later(entry?.latest, sample), byValue });
  }

  latest(name: Name, scope = ''): Sample | undefined {
    return this.#names.get(name)?.get(scope)?.latest;
  }

  /** Every value that was seen, once each, least first. */
  values(name: Name, scope = ''): Sample[] {
    const entry = this.#names.get(name)?.get(scope);
    return entry ? [...entry.byValue.values()].sort((a, b) => a.value - b.value) : [];
  }

  scopes(name: Name): string[] {
    return [...(this.#names.get(name)?.keys() ?? [])].sort();
  }
}
