/** A value of a series for as long as it stands: [fromS, untilS), true time. */
export interface Piece {
  readonly fromS: number;
  readonly untilS: number;
  readonly value: number;
}

/** What an endpoint exposes under one name and one set of labels, piece after piece; between pieces it is not there. */
export interface Exposed {
  /** The endpoint that a scrape reads; its series are read together. */
  readonly target: string;
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  /** By time; they do not overlap. */
  readonly pieces: readonly Piece[];
}
