/** Of one build, milliseconds. */
export interface Cost {
  readonly wallMs: number;
  /** Of all threads of the process: what other processes on the machine take does not count. */
  readonly cpuMs: number;
}

/** What was measured of a fleet of one size; medians. */
export interface Size {
  readonly pods: number;
  readonly series: number;
  readonly samples: number;
  /** Cold starts that are not what they should be. */
  readonly wrong: number;
  /** Built for the first time. */
  readonly full: Cost;
  /** Built again 15 s later, 1 % of the pods changed; the series of the others are the same objects. */
  readonly refresh: Cost;
  /** The same, all objects and arrays new: each has to be compared. */
  readonly refreshNewObjects: Cost;
  /** The series. */
  readonly dataMb: number;
  /** What a builder and its timeline hold beside the series. */
  readonly keptMb: number;
  /** Largest resident set of the process, with two copies of the series where they are new objects. */
  readonly peakMb: number;
}
