import type { QueryResult, SeriesRequest } from '../api.js';

/** Where the page's series come from. */
export interface SeriesSource {
  /** Where it is asked, without user and password; `null`: in this process. */
  readonly url: string | null;
  /** One result per query, in order. Never rejects: what fails is said in its result. */
  query(request: SeriesRequest): Promise<readonly QueryResult[]>;
  firstSampleMs(): number | null;
  seriesCount(): number;
  close(): void;
}
