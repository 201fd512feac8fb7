/** What every benchmark ends with: its last line on stdout, as JSON. */
export interface BenchResult {
  readonly bench: string;
  /** What was measured; units stand in the names. */
  readonly figures: Readonly<Record<string, unknown>>;
  /** What is to be reached, in words and numbers. */
  readonly targets: Readonly<Record<string, number>>;
  readonly pass: boolean;
}

export interface Benchmark {
  readonly summary: string;
  run(): Promise<BenchResult>;
}
