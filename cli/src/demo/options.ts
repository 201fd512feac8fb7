import type { DemoSummary, Progress } from './report/index.js';

export interface DemoOptions {
  /** Port of the page. */
  readonly port: number;
  /** The user named the port: if it is busy that is an error, else a free one is taken. */
  readonly portIsFixed: boolean;
  /** Scrape with a real Prometheus instead of pushing by OTLP. */
  readonly prometheus: boolean;
  /** Leave the model file for later runs. */
  readonly keepModel: boolean;
  /** Kill one of the new pods while it loads. */
  readonly killOne: boolean;
  /** Show what the pods write. */
  readonly verbose: boolean;
  /** Folder for the pods' own records of their steps, or `null`. */
  readonly truthDir: string | null;
  /** Ends the run early; everything is cleaned up, and `runDemo` rejects with the signal's reason. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** The page is up. */
  onPage(url: string): void;
  /** The run is over and its pods are gone; the page stays up until this resolves. */
  afterRun(summary: DemoSummary, url: string): Promise<void>;
}
