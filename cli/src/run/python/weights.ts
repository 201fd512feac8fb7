import type { WeightsSource } from '@coldstart/conventions';

/** Beside files smaller than this, libraries that are read at the same time look like weights from the disk. */
const LEAST_FROM_DISK_BYTES = 4 * 2 ** 20;
/** Half of the files came from a device: the rest is what the system happened to have. */
const FROM_DISK = 0.5;

/** A download that runs: its file grows. */
export interface Download {
  readonly path: string | null;
  /** Size of the file when the download went on from there. */
  readonly startBytes: number;
  readonly expectedBytes: number | null;
}

export interface Progress {
  readonly bytes: number;
  readonly expectedBytes: number | null;
}

/** The bytes of the weights of all processes, and where they came from. */
export class Weights {
  private readonly downloads = new Map<string, Download>();
  private fetched = 0;
  private fetchedExpected: number | null = 0;
  private read = 0;
  private readExpected = 0;
  private remote = false;

  beginFetch(lane: string, download: Download): void {
    this.downloads.set(lane, download);
  }

  /** @returns the progress where it made one */
  endFetch(lane: string, bytes: number): Progress | null {
    const download = this.downloads.get(lane);
    this.downloads.delete(lane);
    this.fetched += bytes;
    this.remote ||= bytes > 0;
    this.fetchedExpected =
      download?.expectedBytes === null || this.fetchedExpected === null
        ? null
        : this.fetchedExpected +
          Math.max(bytes, (download?.expectedBytes ?? 0) - (download?.startBytes ?? 0));
    return bytes > 0 ? this.fetching([]) : null;
  }

  /** The downloads that run, by lane. */
  running(): ReadonlyMap<string, Download> {
    return this.downloads;
  }

  /** @param sizes of the files of the downloads that run, in their order */
  fetching(sizes: readonly number[]): Progress {
    let bytes = this.fetched;
    let expected = this.fetchedExpected;
    [...this.downloads.values()].forEach(({ startBytes, expectedBytes }, index) => {
      bytes += Math.max(0, (sizes[index] ?? startBytes) - startBytes);
      expected = expected === null || expectedBytes === null ? null : expected + expectedBytes - startBytes;
    });
    return { bytes, expectedBytes: expected };
  }

  /** What was downloaded is not counted again when it is read. */
  beginRead(bytes: number): Progress | null {
    this.readExpected += bytes;
    return this.remote ? null : { bytes: this.read, expectedBytes: this.readExpected };
  }

  endRead(bytes: number): Progress | null {
    this.read += bytes;
    return this.remote ? null : { bytes: this.read, expectedBytes: Math.max(this.read, this.readExpected) };
  }

  /**
   * Where weights came from that were read from files. `diskBytes`: what the process caused to be fetched from a
   * device meanwhile. Source: proc(5), `/proc/pid/io`, `read_bytes`.
   */
  sourceOfRead(bytes: number, diskBytes: number | null): WeightsSource {
    if (this.remote) return 'remote';
    if (diskBytes === null || bytes <= 0) return 'unknown';
    if (diskBytes / bytes < FROM_DISK) return 'page_cache';
    return bytes < LEAST_FROM_DISK_BYTES ? 'unknown' : 'disk';
  }
}
