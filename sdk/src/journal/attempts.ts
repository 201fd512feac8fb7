import { cut } from './state-json.js';

/** A process that loads ever new models must not fill the journal with their names. */
const MOST_MODELS = 40;

/** Highest attempt of each model; of more models than can be kept, of those loaded last. */
export class Attempts {
  private readonly highest = new Map<string, number>();

  /** 0 for a model that was never loaded. */
  of(model: string): number {
    return this.highest.get(cut(model)) ?? 0;
  }

  add(model: string, attempt: number): void {
    const key = cut(model);
    const known = this.highest.get(key) ?? 0;
    this.highest.delete(key);
    this.highest.set(key, Math.max(known, attempt));
    if (this.highest.size > MOST_MODELS) {
      const [oldest = key] = this.highest.keys();
      this.highest.delete(oldest);
    }
  }

  entries(): [model: string, attempt: number][] {
    return [...this.highest];
  }
}
