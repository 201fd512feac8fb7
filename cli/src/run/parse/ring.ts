/** What one thread hands to another: some bytes, and what they are. */
export interface RingRecord {
  readonly kind: number;
  /** Unix seconds. */
  readonly atS: number;
  /** Until the next record is asked for. */
  readonly bytes: Buffer;
}

/** Room for bursts of a fast log, and for all that comes while the other thread starts. A power of two. */
const CAPACITY = 4 * 1024 * 1024;
/** Length, kind, time; all begins at a multiple of it. */
const HEADER = 16;
const CONTROL_BYTES = 8;
const WRITTEN = 0;
const READ = 1;

export function createRingMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(CONTROL_BYTES * 2 + CAPACITY);
}

/**
 * A queue of bytes in memory that two threads share: one writes, one reads, and neither waits for a lock. A message
 * would cost more than to copy the bytes, and a chunk cannot be handed over, since it is still being written elsewhere.
 */
class Ring {
  /** How many bytes have been written and read, modulo 2³². */
  protected readonly control: Int32Array;
  protected readonly data: Uint8Array;
  protected readonly view: DataView;

  constructor(memory: SharedArrayBuffer) {
    this.control = new Int32Array(memory, 0, 2);
    this.data = new Uint8Array(memory, CONTROL_BYTES * 2);
    this.view = new DataView(memory, CONTROL_BYTES * 2);
  }

  protected get written(): number {
    return Atomics.load(this.control, WRITTEN);
  }

  protected get read(): number {
    return Atomics.load(this.control, READ);
  }
}

/** Where a position stands in the ring. */
function placeOf(position: number): number {
  return position & (CAPACITY - 1);
}

function sizeOf(bytes: number): number {
  return HEADER + Math.ceil(bytes / HEADER) * HEADER;
}

export class RingWriter extends Ring {
  /** The reader did not make room in time; it is not waited for again until it has. */
  private isLate = false;

  /**
   * Copies the bytes in, whole or not at all: `false` where there is no room.
   *
   * @param waitMs blocks the thread so long for a reader that is a little behind; one that stands still is waited for
   *   once
   */
  write(kind: number, atS: number, bytes: Uint8Array, waitMs = 0): boolean {
    const position = this.written;
    const size = sizeOf(bytes.length);
    if (!this.hasRoom(size, this.isLate ? 0 : waitMs)) {
      this.isLate = true;
      return false;
    }
    this.isLate = false;
    const at = placeOf(position);
    this.view.setUint32(at, bytes.length);
    this.view.setUint32(at + 4, kind);
    this.view.setFloat64(at + 8, atS);
    const start = placeOf(position + HEADER);
    const first = Math.min(bytes.length, CAPACITY - start);
    this.data.set(bytes.subarray(0, first), start);
    this.data.set(bytes.subarray(first), 0);
    Atomics.store(this.control, WRITTEN, (position + size) | 0);
    Atomics.notify(this.control, WRITTEN);
    return true;
  }

  private hasRoom(size: number, waitMs: number): boolean {
    const untilMs = performance.now() + waitMs;
    for (;;) {
      const read = this.read;
      if (((this.written - read) >>> 0) + size <= CAPACITY) {
        return true;
      }
      const leftMs = untilMs - performance.now();
      if (leftMs <= 0 || size > CAPACITY) {
        return false;
      }
      Atomics.wait(this.control, READ, read, leftMs);
    }
  }
}

export class RingReader extends Ring {
  private readonly source = Buffer.from(this.data.buffer, this.data.byteOffset, CAPACITY);
  private scratch = Buffer.allocUnsafeSlow(65_536);
  /** Of the record that was handed out last. */
  private size = 0;

  /** The next record; `null` for none yet. The one before is over with this. */
  next(): RingRecord | null {
    const position = (this.read + this.size) | 0;
    Atomics.store(this.control, READ, position);
    Atomics.notify(this.control, READ);
    this.size = 0;
    if (position === this.written) {
      return null;
    }
    const at = placeOf(position);
    const length = this.view.getUint32(at);
    this.size = sizeOf(length);
    return {
      kind: this.view.getUint32(at + 4),
      atS: this.view.getFloat64(at + 8),
      bytes: this.bytesAt(placeOf(position + HEADER), length),
    };
  }

  /** Copied out: memory that is shared is slow to walk through. */
  private bytesAt(start: number, length: number): Buffer {
    if (this.scratch.length < length) {
      this.scratch = Buffer.allocUnsafeSlow(length);
    }
    const first = Math.min(length, CAPACITY - start);
    this.source.copy(this.scratch, 0, start, start + first);
    this.source.copy(this.scratch, first, 0, length - first);
    return this.scratch.subarray(0, length);
  }

  /** Blocks the thread until there is something to read, at most so long. */
  wait(timeoutMs: number): void {
    Atomics.wait(this.control, WRITTEN, this.read, timeoutMs);
  }
}
